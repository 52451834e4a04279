"""导入: departments' files on their way into the register: upload, check, preview, confirm, write."""
