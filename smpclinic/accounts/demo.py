"""The accounts of the demo clinic, as seed_demo makes them and `make run` prints them."""

PASSWORD = "larkfield-demo-clinic"  # noqa: S105 - printed on purpose; the demo clinic exists in development only

# role, name, e-mail
ACCOUNTS = (
    ("front_desk", "Fern Desk", "desk@larkfield.example"),
    ("doctor", "Dr Exempla", "doctor@larkfield.example"),
    ("manager", "Morgan Manager", "manager@larkfield.example"),
)
