"""Settings of functions that moto takes and forgets: without them a second plan would always find changes."""

from moto.awslambda.models import LambdaFunction

KEPT = ("DeadLetterConfig", "KMSKeyArn", "LoggingConfig", "TracingConfig")
made, told, changed = LambdaFunction.__init__, LambdaFunction.get_configuration, LambdaFunction.update_configuration


def keep(function, settings):
    function.kept = {**getattr(function, "kept", {}), **{name: settings[name] for name in KEPT if settings.get(name)}}


def make(function, account_id, spec, *arguments, **more):
    keep(function, spec)
    made(function, account_id, spec, *arguments, **more)


def tell(function, *arguments, **more):
    settings = {**told(function, *arguments, **more), **getattr(function, "kept", {})}
    # AWS says nothing of an image's settings that nobody gave.
    if not any(settings.get("ImageConfigResponse", {}).get("ImageConfig", {}).values()):
        settings.pop("ImageConfigResponse", None)
    return settings


def change(function, config_updates):
    keep(function, config_updates)
    changed(function, config_updates)
    return function.get_configuration()


LambdaFunction.__init__, LambdaFunction.get_configuration, LambdaFunction.update_configuration = make, tell, change
