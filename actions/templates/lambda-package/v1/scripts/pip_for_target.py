"""pip, but with the environment markers (`; python_version < "3.11"`) of the function's runtime.

pip's options --python-version and --platform choose wheels; markers it answers for the machine that it runs on, and a
package for arm64 would get the dependencies of x86_64.
"""

import sys

try:
    from pip._internal.cli.main import main
    from pip._vendor.packaging import markers
except ImportError as missing:
    sys.exit(f"this version of pip has other parts than expected: {missing}")

PYTHON, MACHINE = sys.argv[1], sys.argv[2]
RUNTIME = {
    "implementation_name": "cpython",
    "implementation_version": f"{PYTHON}.0",
    "os_name": "posix",
    "platform_machine": MACHINE,
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": f"{PYTHON}.0",
    "python_version": PYTHON,
    "sys_platform": "linux",
}

if not set(RUNTIME) <= set(markers.default_environment()):
    sys.exit("this version of pip knows other environment markers than expected")
_of_this_machine = markers.default_environment
markers.default_environment = lambda: {**_of_this_machine(), **RUNTIME}

if __name__ == "__main__":
    sys.exit(main(sys.argv[3:]))
