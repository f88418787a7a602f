"""The parts of FHIR R4 that the intake uses, as JSON Schema: nothing beyond them, and nothing empty."""

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "pattern": r"[ \r\n\t\S]+", "minLength": 1}
URI: Schema = {"type": "string", "pattern": r"^\S+$"}
CODE: Schema = {"type": "string", "pattern": r"^[^\s]+(\s[^\s]+)*$"}
ID: Schema = {"type": "string", "pattern": r"^[A-Za-z0-9\-\.]{1,64}$"}
LANGUAGE: Schema = {"type": "string", "pattern": r"^[a-z]{2,3}(-[A-Z]{2})?$"}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"}
INSTANT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
INTEGER: Schema = {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
BOOLEAN: Schema = {"type": "boolean"}


def thing(required: tuple[str, ...] = (), /, **parts: Schema) -> Schema:
    """An element with these parts and no others."""
    return {"type": "object", "properties": parts, "required": list(required), "additionalProperties": False}


def some(of: Schema) -> Schema:
    """A list, which FHIR never leaves empty."""
    return {"type": "array", "items": of, "minItems": 1}


def one_of(**parts: Schema) -> Schema:
    """An element that holds exactly one of these."""
    return thing(**parts) | {"minProperties": 1, "maxProperties": 1}


CODING = thing(("code", "system"), system=URI, code=CODE, display=TEXT)
CONCEPT = thing(("coding",), coding=some(CODING))
EXTENSION = {
    "oneOf": [
        thing(("url", "valueInteger"), url=URI, valueInteger=INTEGER),
        thing(("url", "valueCodeableConcept"), url=URI, valueCodeableConcept=CONCEPT),
    ]
}
TYPES = ("group", "display", "boolean", "integer", "date", "string", "text", "choice", "attachment", "quantity")
QUESTION = thing(
    ("linkId", "type"),
    linkId=TEXT,
    text=TEXT,
    type={"enum": list(TYPES)},
    extension=some(EXTENSION),
    enableWhen=some(
        thing(("question", "operator", "answerCoding"), question=TEXT, operator={"const": "="}, answerCoding=CODING)
    ),
    enableBehavior={"enum": ["all", "any"]},
    required=BOOLEAN,
    repeats=BOOLEAN,
    maxLength={"type": "integer", "minimum": 1},
    answerOption=some(one_of(valueCoding=CODING)),
    initial=some(one_of(valueBoolean=BOOLEAN)),
    item=some({"$ref": "#/$defs/question"}),
)
QUESTIONNAIRE = thing(
    ("resourceType", "status"),
    resourceType={"const": "Questionnaire"},
    id=ID,
    language=LANGUAGE,
    url=URI,
    version=TEXT,
    name={"type": "string", "pattern": r"^[A-Z][A-Za-z0-9_]{0,254}$"},
    status={"enum": ["draft", "active", "retired", "unknown"]},
    subjectType=some(CODE),
    item=some({"$ref": "#/$defs/question"}),
) | {"$defs": {"question": QUESTION}}
DATE_TIME = INSTANT
QUANTITY = thing(("value",), value={"type": "number"}, unit=TEXT, system=URI, code=CODE)
ATTACHMENT = thing(contentType=CODE, title=TEXT, creation=DATE_TIME)
ANSWER = one_of(
    valueBoolean=BOOLEAN,
    valueInteger=INTEGER,
    valueDate=DATE,
    valueString=TEXT,
    valueCoding=CODING,
    valueQuantity=QUANTITY,
    valueAttachment=ATTACHMENT,
)
ANSWERED = thing(("linkId", "answer"), linkId=TEXT, text=TEXT, answer=some(ANSWER))
# qrs-1: a group holds items, a question holds answers, and nothing holds both
GROUP = thing(("linkId", "item"), linkId=TEXT, text=TEXT, item=some({"anyOf": [ANSWERED, {"$ref": "#/$defs/group"}]}))
RESPONSE = thing(
    ("resourceType", "status"),
    resourceType={"const": "QuestionnaireResponse"},
    id=ID,
    language=LANGUAGE,
    questionnaire=URI,
    status={"enum": ["in-progress", "completed", "amended", "entered-in-error", "stopped"]},
    subject=thing(("identifier",), type=URI, identifier=thing(("system", "value"), system=URI, value=TEXT)),
    authored=INSTANT,
    item=some({"$ref": "#/$defs/group"}),
) | {"$defs": {"group": GROUP}}
