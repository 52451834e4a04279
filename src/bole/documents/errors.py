"""读不了的文件: every way in which a file cannot be read, its code and the way out (docs/errors.md lists them)."""

from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.messages import N_

EMPTY_FILE: Final = ErrorKind("BOLE-D001", N_("文件里没有文字。"), N_("请核对文件后重新提供。"))
MISSING_FILE: Final = ErrorKind("BOLE-D002", N_("没有这个文件。"), N_("请核对文件名和所在的文件夹。"))
IS_FOLDER: Final = ErrorKind("BOLE-D003", N_("这是一个文件夹，不是文件。"), N_("请写出要读的文件，例如 {example}。"))
UNREADABLE: Final = ErrorKind("BOLE-D004", N_("不能读取（{reason}）。"), N_("请检查文件和文件夹的权限，或换一份副本。"))
TOO_LARGE: Final = ErrorKind(
    "BOLE-D005", N_("文件太大：{size} MB，上限是 {limit} MB。"), N_("请拆成几个文件，或去掉其中的图片后再试。")
)
BINARY: Final = ErrorKind(
    "BOLE-D006", N_("这不是文字文件（{what}）。"), N_("请提供 txt、html、md、docx 或有文字层的 pdf。")
)
UNKNOWN_ENCODING: Final = ErrorKind(
    "BOLE-D007", N_("认不出文字编码（第 {byte} 字节处读不通）。"), N_("请用编辑器另存为 UTF-8 后再试。")
)
WRONG_EXTENSION: Final = ErrorKind(
    "BOLE-D008",
    N_("扩展名是 {extension}，内容却是 {content}。"),
    N_("请把扩展名改为 {right}，或换成真正的 {extension} 文件。"),
)
UNSUPPORTED_FORMAT: Final = ErrorKind(
    "BOLE-D009", N_("读不了这种格式（{what}）。"), N_("请另存为 docx、pdf、html 或 txt 后再试。")
)
TRUNCATED: Final = ErrorKind("BOLE-D010", N_("文件不完整，末尾缺了一截。"), N_("请重新下载或复制后再试。"))
ENCRYPTED: Final = ErrorKind("BOLE-D011", N_("文件加了密码。"), N_("请去掉密码，另存一份后再试。"))
NEEDS_OCR: Final = ErrorKind(
    "BOLE-D012",
    N_("扫描件，没有文字层，需要先做文字识别（OCR）：第 {pages} 页。"),
    N_("请先用识别软件生成有文字层的 pdf。"),
)
BOMB: Final = ErrorKind(
    "BOLE-D013",
    N_("压缩包展开后过大或过多（{what}），可能是恶意文件。"),
    N_("请核对来源；确认无害的，请另存一份后再试。"),
)
DAMAGED: Final = ErrorKind("BOLE-D014", N_("文件已损坏（{what}）。"), N_("请用原来的软件打开，另存一份后再试。"))
TIME_LIMIT: Final = ErrorKind(
    "BOLE-D015", N_("{seconds} 秒内没有读完，已停止。"), N_("请把文件拆小，或另存为 txt 后再试。")
)
MEMORY_LIMIT: Final = ErrorKind(
    "BOLE-D016", N_("读取时超过了 {limit} MB 内存上限，已停止。"), N_("请把文件拆小，或另存为 txt 后再试。")
)
CHILD_DIED: Final = ErrorKind(
    "BOLE-D017", N_("读取这个文件的子进程意外结束（{how}）。"), N_("文件可能已损坏，请另存一份，或另存为 txt 后再试。")
)
TOO_LONG: Final = ErrorKind(
    "BOLE-D018", N_("正文太长或标记太多（上限 {limit}），不像一份政策文件。"), N_("请拆成几个文件后再试。")
)
WORKER_DIED: Final = ErrorKind(
    "BOLE-D019", N_("读取时工作进程意外结束，这个文件没有读成。"), N_("请单独再读一次这个文件。")
)
UNFORESEEN: Final = ErrorKind(
    "BOLE-D020",
    N_("程序在读这个文件时出现意外故障（{what}）。"),
    N_("请报告这个问题，并附上可以公开的文件；其他文件照常读取。"),
)
