"""账户: who may do what, for which unit and district; keys, sealing, and the logs of acts and looks."""
