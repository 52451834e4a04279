"""拒收: a file that cannot be imported; `error` names a kind of bole.apps.registry.errors, which needs Django."""


class Refused(Exception):  # noqa: N818 - as the readers of documents call theirs
    """拒收, with the name of its kind of error and what fills the places of its sentences."""

    def __init__(self, error: str, **params: object) -> None:
        super().__init__(error, params)
        self.error = error
        self.params = params
