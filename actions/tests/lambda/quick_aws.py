"""The AWS CLI itself, loaded once: each call is a fork of a process that has read its models, not a new start.

A call costs a tenth of a second instead of one. Started with the path of a socket; `aws` in the stubs talks to it.
"""

import array
import gc
import json
import os
import signal
import socket
import sys

CALLS = (
    "lambda list-functions", "s3api list-buckets", "dynamodb list-tables", "ssm describe-parameters", "kms list-keys",
    "sts get-caller-identity", "ecr describe-repositories", "cloudwatch describe-alarms", "sns list-topics",
    "deploy list-applications", "cloudformation list-stacks",
)
CLIENT = '''#!{python} -ISE
import array, json, os, socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect({path!r})
request = json.dumps({{"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}}).encode()
files = array.array("i", [0, 1, 2]).tobytes()
connection.sendmsg([len(request).to_bytes(8, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
connection.sendall(request)
answer = connection.recv(1)
sys.exit(answer[0] if answer else 255)
'''


def serve(path):
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    _warm(driver)
    driver.session.get_waiter_model("lambda")
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    print("ready", flush=True)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _answer(connection, driver)
        connection.close()


def _warm(driver):
    """One call of each service to nowhere: what that loads and parses is there for every fork."""
    os.environ.update(AWS_MAX_ATTEMPTS="1", AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_REGION="eu-west-1")
    os.environ["AWS_DEFAULT_REGION"] = "eu-west-1"
    quiet, heard = os.open(os.devnull, os.O_WRONLY), os.dup(2)
    os.dup2(quiet, 2)
    for call in CALLS:
        driver.main([*call.split(), "--endpoint-url", "http://127.0.0.1:9"])
    os.dup2(heard, 2)


def _answer(connection, driver):
    """In the child: becomes that call, then reports its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 255
    try:
        files = array.array("i")
        head, extra, _, _ = connection.recvmsg(8, socket.CMSG_LEN(3 * files.itemsize))
        files.frombytes(extra[0][2])
        length, request = int.from_bytes(head, "big"), b""
        while len(request) < length:
            request += connection.recv(length - len(request))
        request = json.loads(request)
        for target, file in enumerate(files):
            os.dup2(file, target)
        data = os.environ["AWS_DATA_PATH"]
        os.environ.clear()
        os.environ.update(request["environment"], AWS_DATA_PATH=data)
        os.chdir(request["folder"])
        # Of this call, not those of the warming.
        driver.session._credentials = None
        code = driver.main(request["arguments"])
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException as error:
        print(f"quick_aws: {error!r}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(bytes([(code or 0) & 255]))
        os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
