"""Nothing is served without the policy having been asked."""

from pathlib import Path

from api.admission import action_of
from api.app import create_app
from domain.access.reading import load_policy
from sampling.store.engine import make_engine

# Signing in and out, links for passwords; one's own account; monitors.
WITHOUT_AN_ACTION = {"/api/v1/auth", "/api/v1/health", "/health", "/schema"}


def test_every_resource_names_an_action_of_the_policy(tmp_path: Path) -> None:
    app = create_app(make_engine("sqlite://"), packages_folder=tmp_path)
    actions = set()
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if handler.handler_name == "options_handler":
                continue
            if any(route.path.startswith(place) for place in WITHOUT_AN_ACTION):
                assert "action" not in handler.opt or handler.opt.get("account") or handler.opt.get("public")
                continue
            actions.add(action_of(handler))
    assert actions <= set(load_policy().actions)
    assert len(actions) > 100


def test_open_doors_are_the_ones_that_are_meant(tmp_path: Path) -> None:
    app = create_app(make_engine("sqlite://"), packages_folder=tmp_path)
    handlers = [(r.path, h) for r in app.routes for h in getattr(r, "route_handlers", ())]
    assert {path for path, one in handlers if one.opt.get("account") == "open"} == {
        "/api/v1/auth/sign-in",
        "/api/v1/auth/first",
        "/api/v1/auth/accept",
        "/api/v1/auth/provider",
        "/api/v1/auth/provider/callback",
    }
    assert {path for path, one in handlers if one.opt.get("public")} == {
        "/api/v1/health/live",
        "/api/v1/health/ready",
        "/health/live",
        "/health/ready",
    }
