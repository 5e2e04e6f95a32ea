"""The error of a setting that cannot work: it names the setting, so that the start can stop with it (D9)."""


class WrongSettingError(ValueError):
    """A setting that cannot work. The text is for the operator and never repeats a secret."""

    def __init__(self, setting: str, problem: str) -> None:
        self.setting = setting
        self.problem = problem
        super().__init__(f"{setting}: {problem}")
