"""The record: who a patient is, their intake, consents, photos and scars."""
