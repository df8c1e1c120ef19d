"""Runs with the SAM CLI's own Python: a template as JSON, with `!Sub` and its like written out.

The deploying job has no YAML parser, and must not install one.
"""

import json
import sys

from samcli.yamlhelper import yaml_parse

with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml_parse(file.read())
# A date that stands unquoted in YAML, such as the version of a policy, is a text in CloudFormation.
json.dump(template, sys.stdout, default=str, ensure_ascii=True)
