"""归集: the records of departments become files, one for each person (一人一档)."""

from bole.linkage.files import read_former, read_model, read_records, written_model
from bole.linkage.link import Linked, Told, link, train_model
from bole.linkage.model import Model, saved_model
from bole.linkage.one import Answer, Match, Prepared, Record, link_one, prepare
from bole.linkage.weights import Step, Waterfall

__all__ = (
    "Answer",
    "Linked",
    "Match",
    "Model",
    "Prepared",
    "Record",
    "Step",
    "Told",
    "Waterfall",
    "link",
    "link_one",
    "prepare",
    "read_former",
    "read_model",
    "read_records",
    "saved_model",
    "train_model",
    "written_model",
)
