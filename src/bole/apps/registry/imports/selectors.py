"""导入的查看: the one door for pages: everything that they show of imports.

kinds_shown                 数据种类 to choose from
batch_shown, batches_shown  一个批次: its state, progress, counts, failure, and which steps are open to its viewer
columns_shown               the columns of its file with examples; targets_shown: what they may be taken for
preview_shown               counts and first rows of each outcome, as they were understood
faults_shown, fault_counts  错误清单 row by row, and how often each error occurs
error_file_write            错误文件 in the shape of the upload; error_file_ending: its ending
undo_shown, left_shown      撤销: what it would do, what it left
template_write              模板 of a kind, with drop-down lists
"""

from bole.apps.registry.imports.choosing import ColumnShown, TargetShown, columns_shown, targets_shown
from bole.apps.registry.imports.error_file import error_file_ending, error_file_write
from bole.apps.registry.imports.kinds import all_kinds
from bole.apps.registry.imports.outcome import (
    BatchShown,
    FailureShown,
    FaultShown,
    batch_shown,
    batches_shown,
    fault_counts,
    faults_shown,
)
from bole.apps.registry.imports.preview import Preview, preview_shown
from bole.apps.registry.imports.template import template_write
from bole.apps.registry.imports.undo_shown import LeftShown, UndoShown, left_shown, undo_shown

__all__ = [
    "BatchShown",
    "ColumnShown",
    "FailureShown",
    "FaultShown",
    "LeftShown",
    "Preview",
    "TargetShown",
    "UndoShown",
    "batch_shown",
    "batches_shown",
    "columns_shown",
    "error_file_ending",
    "error_file_write",
    "fault_counts",
    "faults_shown",
    "kinds_shown",
    "left_shown",
    "preview_shown",
    "targets_shown",
    "template_write",
    "undo_shown",
]


def kinds_shown() -> list[tuple[str, str]]:
    """数据种类: id and title in the language in use, the usual ones first."""
    return [(kind.id, kind.label) for kind in all_kinds().values()]
