"""The options by which schemathesis takes the operations that API keys open."""

import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as document:
    paths = yaml.load(document, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["paths"]
for item in paths.values():
    for operation in item.values():
        if isinstance(operation, dict) and any("api_key" in way for way in operation.get("security", [])):
            print(f"--include-operation-id={operation['operationId']}")
