"""`shian worker`: makes queued packages beside the server, as many processes as wanted."""

import signal
from threading import Event

import click

from api import settings
from api.database import open_database
from api.jobs.worker import PackageWorker
from api.parts import package_builder
from api.tracing import write_lines


@click.command()
@click.option("--once", is_flag=True, help="做完排队的材料包就结束，不再等待。")
def worker(once: bool) -> None:
    """后台生成自评材料包。

    与 shian serve 分担排队的材料包，可同时运行多个；任何一个中断，手头的材料包由其他的接着做。按 Ctrl-C 结束。
    """
    engine = open_database()
    folder = settings.packages_folder()
    write_lines()
    working = PackageWorker(engine, folder, package_builder(engine))
    if once:
        made = 0
        while working.work_once():
            made += 1
        click.echo(f"已处理 {made} 个材料包")
        return
    stopping = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    working.start()
    click.echo("后台生成已启动，按 Ctrl-C 结束。")
    stopping.wait()
    working.stop()
    click.echo("后台生成已停止。")
