"""What surrounds a rehearsal: AWS (moto), its registries, GitHub's API, and a control port for the tests. One process for one world."""

import threading

from werkzeug.serving import make_server

import aws
import control
import ecr
import github

PORTS = {80: ecr.application, 5000: aws.application, 8000: github.application, 9000: control.application}


def main():
    for port, application in PORTS.items():
        server = make_server("0.0.0.0", port, application, threaded=True)
        threading.Thread(target=server.serve_forever, name=str(port)).start()
    print("ready", flush=True)


if __name__ == "__main__":
    main()
