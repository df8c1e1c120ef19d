"""The tests' side door: what they prepare before a run and read after it."""

import json
import re
import shutil

import aws
import explorer
import github
import issues


def application(environ, start_response):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    status, content = _answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], body)
    start_response(f"{status} -", [("Content-Type", "application/octet-stream")])
    return [content if isinstance(content, bytes) else json.dumps(content).encode()]


def _answer(method, path, body):
    match method, path:
        case "POST", "/runs":
            run = json.loads(body)
            github.register_run(run)
            # act's server panics when it lists a run that has no folder yet.
            (github.ARTIFACTS / str(run["id"])).mkdir(parents=True, exist_ok=True)
            return 200, {}
        case "POST", "/workflows":
            github.register_workflows(json.loads(body))
            return 200, {}
        case "POST", "/branches":
            github.register_branches(json.loads(body))
            return 200, {}
        case "POST", "/environments":
            github.set_up_environment(**json.loads(body))
            return 200, {}
        case "POST", "/started-by":
            return 200, github.started_by(**json.loads(body))
        case "POST", "/admit":
            try:
                github.admit(**json.loads(body))
            except github.Refused as refused:
                return 422, {"message": str(refused)}
            return 200, {}
        case "POST", "/accounts":
            aws.prepare(**json.loads(body))
            return 200, {}
        case "POST", "/deliveries":
            aws.prepare_delivery(**json.loads(body))
            return 200, {}
        case "POST", "/aws/call":
            return 200, aws.call(**json.loads(body))
        case "POST", "/aws/alarms":
            aws.set_alarm(**json.loads(body))
            return 200, {}
        case "POST", "/aws/kept-code":
            aws.keep_code(**json.loads(body))
            return 200, {}
        case "POST", "/aws/invocations":
            aws.invoked(**json.loads(body))
            return 200, {}
        case "POST", "/aws/costs":
            explorer.spend(**json.loads(body))
            return 200, {}
        case "POST", "/comments":
            issues.comment(**json.loads(body))
            return 200, {}
        case "GET", "/issues":
            return 200, issues.everything()
        case "GET", "/dispatches":
            return 200, github.dispatches()
        case "GET", "/aws/calls":
            return 200, aws.calls()
    if found := re.fullmatch(r"/aws/functions/(\d{12})/([a-z0-9-]+)", path):
        return 200, aws.functions(*found.groups())
    if found := re.fullmatch(r"/aws/aliases/(\d{12})/([a-z0-9-]+)", path):
        return 200, aws.aliases(*found.groups())
    if found := re.fullmatch(r"/aws/deployments/(\d{12})/([a-z0-9-]+)/([\w-]+)", path):
        return 200, aws.deployments(*found.groups())
    if found := re.fullmatch(r"/aws/objects/(\d{12})/([a-z0-9-]+)/([\w-]+)", path):
        return 200, aws.objects(*found.groups())
    if found := re.fullmatch(r"/artifacts/(\d+)", path):
        return 200, sorted(file.stem for file in github.ARTIFACTS.glob(f"{found[1]}/*/*.zip"))
    if found := re.fullmatch(r"/artifacts/(\d+)/([\w.-]+)", path):
        file = github.ARTIFACTS / found[1] / found[2] / f"{found[2]}.zip"
        if method == "PUT":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
            return 200, {}
        if method == "DELETE":
            shutil.rmtree(file.parent)
            return 200, {}
        return (200, file.read_bytes()) if file.exists() else (404, {})
    return 404, {}
