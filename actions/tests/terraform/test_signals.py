"""Whenever a job is cancelled, Terraform is asked to stop once, and the step goes on to its end."""

import os
import signal
import sys
import unittest.mock

from support import ScriptTest, scripts

sys.path.append(str(scripts("terraform-deploy")))

import terraform  # noqa: E402

# As the runner sends them.
BOTH = (signal.SIGINT, signal.SIGTERM)


class Program:
    """In place of a process: it prints one line, and is cancelled while it starts, or while it runs."""

    def __init__(self, starting=(), running=()):
        self.received, self.running = [], running
        self.stdout = self.said()
        cancel(starting)

    def said(self):
        cancel(self.running)
        yield "a line\n"

    def send_signal(self, number):
        self.received.append(number)

    def wait(self):
        return 1


def cancel(signals):
    for number in signals:
        os.kill(os.getpid(), number)


class SignalsTest(ScriptTest):
    def setUp(self):
        super().setUp()
        variables = unittest.mock.patch.dict(os.environ, self.variables(ENVIRONMENT="dev"))
        variables.start()
        self.addCleanup(variables.stop)
        for number in BOTH:
            self.addCleanup(signal.signal, number, signal.getsignal(number))

    def run_with(self, **signals):
        with unittest.mock.patch("subprocess.Popen", lambda *_, **__: setattr(self, "program", Program(**signals)) or self.program):
            return terraform.run("apply", directory=self.workspace)

    def test_whenever_it_comes_it_is_handed_on_once(self):
        for signals in ({"starting": BOTH}, {"running": BOTH}, {"starting": BOTH[:1], "running": BOTH[1:]}, {"running": BOTH[1:]}):
            with self.subTest(**signals):
                ran = self.run_with(**signals)
                self.assertEqual((True, "a line\n"), (ran.interrupted, ran.text))
                self.assertEqual([signal.SIGINT], self.program.received)
                # What follows is short: that it was cancelled is said, and the plan is removed.
                cancel(BOTH)
                for number in BOTH:
                    signal.signal(number, signal.default_int_handler)

    def test_what_is_not_cancelled_leaves_the_signals_as_they_were(self):
        for number in BOTH:
            signal.signal(number, self.fail)
        ran = self.run_with()
        self.assertEqual((False, []), (ran.interrupted, self.program.received))
        self.assertEqual([self.fail] * 2, [signal.getsignal(number) for number in BOTH])

    def test_a_program_that_was_just_started_does_not_go_on(self):
        """A real one: it ends long before it would by itself."""
        self.stub("terraform", "#!/bin/sh\nexec sleep 600\n")
        os.environ["PATH"] = self.path
        start = terraform.subprocess.Popen

        def started(*arguments, **more):
            process = start(*arguments, **more)
            cancel(BOTH)
            return process

        with unittest.mock.patch("subprocess.Popen", started):
            ran = terraform.run("apply", directory=self.workspace)
        self.assertEqual((True, -signal.SIGINT), (ran.interrupted, ran.code))
