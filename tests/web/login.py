"""The name and the password that the tests get in with."""

import base64

NAME, PASSWORD = "marie", "radium:226"
LOGIN = {"Authorization": f"Basic {base64.b64encode(f'{NAME}:{PASSWORD}'.encode()).decode()}"}
