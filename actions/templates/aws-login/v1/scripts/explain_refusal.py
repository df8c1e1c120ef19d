"""Says why AWS did not accept the job's OIDC token: what the token claims, and what the role's trust policy must ask for.

Arguments: file with the token, file with the AWS CLI's error, ARN of the role.
"""

import base64
import json
import os
import re
import sys
from pathlib import Path

SHOWN = ("sub", "aud", "environment", "ref", "repository", "repository_id", "repository_owner_id", "job_workflow_ref")
PROVIDER = "token.actions.githubusercontent.com"


def claims_of(token):
    """The payload of the JWT. Nothing is decided by it here, so its signature does not matter."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def subjects(claims):
    """The subject in both of GitHub's formats: by name, and with the immutable ids of newer repositories."""
    actual = str(claims.get("sub", ""))
    repository = str(claims.get("repository", ""))
    match = re.fullmatch(r"repo:[^:]+(?P<rest>:.+)", actual)
    if not match or repository.count("/") != 1:
        return [actual]
    owner, name = repository.split("/")
    ids = (claims.get("repository_owner_id"), claims.get("repository_id"))
    both = [f"repo:{repository}{match['rest']}"]
    if all(ids):
        both.append(f"repo:{owner}@{ids[0]}/{name}@{ids[1]}{match['rest']}")
    return both if actual in both else [actual, *both]


def trust_policy(claims, role):
    account = role.split(":")[4]
    partition = role.split(":")[1]
    condition = {f"{PROVIDER}:aud": claims.get("aud"), f"{PROVIDER}:sub": subjects(claims)}
    for name in ("repository_id", "environment"):
        if claims.get(name):
            condition[f"{PROVIDER}:{name}"] = claims[name]
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:{partition}:iam::{account}:oidc-provider/{PROVIDER}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": condition},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def cause(problem):
    """One sentence for each refusal that STS is known to give."""
    if "MaxSessionDuration" in problem:
        return "role-duration-seconds is more than the role's maximum session duration"
    if "No OpenIDConnect provider found" in problem:
        return f"the account has no OIDC identity provider for https://{PROVIDER}"
    if "Incorrect token audience" in problem:
        return "the identity provider in IAM does not list the token's audience"
    if "ExpiredToken" in problem:
        return "the token expired before AWS saw it; is the runner's clock right?"
    if "AccessDenied" in problem or "Not authorized to perform sts:AssumeRoleWithWebIdentity" in problem:
        return "the role does not exist, or its trust policy does not match the token's claims"
    return "AWS did not answer with credentials"


def one_line(text):
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def fenced(text):
    fence = "`" * max(3, max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    return f"{fence}json\n{text}\n{fence}"


def main():
    token_file, problem_file, role = sys.argv[1:]
    claims = claims_of(Path(token_file).read_text(encoding="utf-8"))
    problem = Path(problem_file).read_text(encoding="utf-8", errors="replace").strip()
    shown = json.dumps({name: claims[name] for name in SHOWN if name in claims}, indent=2)
    policy = json.dumps(trust_policy(claims, role), indent=2)
    reason = cause(problem)
    message = f"{role}: {reason}.\n\nAWS said: {problem}\n\nThe token claims:\n{shown}\n\nA trust policy that accepts it:\n{policy}"
    print(f"::error title=AWS login::{one_line(message)}")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with open(summary, "a", encoding="utf-8") as file:
            file.write(f"### AWS login refused\n\n{reason[0].upper()}{reason[1:]}.\n\nThe token claims:\n\n{fenced(shown)}\n\n")
            file.write(f"A trust policy of `{role}` that accepts it:\n\n{fenced(policy)}\n\n")


if __name__ == "__main__":
    main()
