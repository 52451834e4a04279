"""资金和支付的表."""

from bole.apps.payments.models.batches import BankFile, Batch, BatchLine, ReturnRow
from bole.apps.payments.models.clawbacks import Clawback, Instalment, Overpayment, Readdressed
from bole.apps.payments.models.funds import Budget, Fund
from bole.apps.payments.models.ledger import LedgerHead, Transfer
from bole.apps.payments.models.payables import ExclusionHold, ExclusionRow, OncePlace, Payable
from bole.apps.payments.models.reconciling import Cursor, Difference, Reconciliation

__all__ = [
    "BankFile",
    "Batch",
    "BatchLine",
    "Budget",
    "Clawback",
    "Cursor",
    "Difference",
    "ExclusionHold",
    "ExclusionRow",
    "Fund",
    "Instalment",
    "LedgerHead",
    "OncePlace",
    "Overpayment",
    "Payable",
    "Readdressed",
    "Reconciliation",
    "ReturnRow",
    "Transfer",
]
