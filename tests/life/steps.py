"""Every step that the API offers, found on its handlers."""

from functools import cache

from api.app import MODULES
from api.routes.work_routes import StepResource


@cache
def all_steps() -> tuple[StepResource, ...]:
    """Opening steps and others, in the order of their routes."""
    return tuple(
        handler.opt["step"]
        for module in MODULES
        for route in module.router.routes
        for handler in route.route_handlers
        if "step" in handler.opt
    )
