"""登记库的表, one file for each register."""

from bole.apps.registry.models.batches import Batch, BatchRow, LeftRow, PendingRow, Source
from bole.apps.registry.models.certificates import Award, Certificate, Title, Training
from bole.apps.registry.models.corrections import Correction
from bole.apps.registry.models.declared import Housing, Loan, Service
from bole.apps.registry.models.ledger import Claim, Payment
from bole.apps.registry.models.linking import Doubt, Merge, MergeRow, OtherNumber
from bole.apps.registry.models.organisations import Inspection, Mark, Organisation, Workforce
from bole.apps.registry.models.persons import Contact, Education, Person
from bole.apps.registry.models.pools import Pool, PoolMember
from bole.apps.registry.models.quality import QualityFigure
from bole.apps.registry.models.recorded import Recorded, Thing
from bole.apps.registry.models.spells import Employment, Insurance, Talent
from bole.apps.registry.models.words import OrganisationWord, PersonWord

__all__ = [
    "Award",
    "Batch",
    "BatchRow",
    "Certificate",
    "Claim",
    "Contact",
    "Correction",
    "Doubt",
    "Education",
    "Employment",
    "Housing",
    "Inspection",
    "Insurance",
    "LeftRow",
    "Loan",
    "Mark",
    "Merge",
    "MergeRow",
    "Organisation",
    "OrganisationWord",
    "OtherNumber",
    "Payment",
    "PendingRow",
    "Person",
    "PersonWord",
    "Pool",
    "PoolMember",
    "QualityFigure",
    "Recorded",
    "Service",
    "Source",
    "Talent",
    "Thing",
    "Title",
    "Training",
    "Workforce",
]
