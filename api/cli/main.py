"""The command `shian`: which commands there are, and how refusals end.

Commands are imported only when they are called, so that a short command does not pay for the libraries of the
others. Exit statuses: 0 done, 1 refused in part or found wrong, 2 unusable input or an installation that is not ready.
"""

import importlib
import os
import sys
from collections.abc import Sequence

from api.cli import chinese  # isort: skip  (must come before click)

import click

from domain.errors import ShianError

COMMANDS: dict[str, tuple[str, str]] = {
    "migrate": ("api.cli.database:migrate", "建立或升级数据库，升级前自动备份"),
    "import": (
        "api.cli.exchange:import_records",
        "导入一个年度的记录（文件夹、ZIP、XLSX 或国家抽检系统导出文件）",
    ),
    "export": ("api.cli.exchange:export_records", "把数据库导出为交换格式（文件夹、ZIP 或 XLSX）"),
    "template": ("api.cli.exchange:template", "生成空白填报模板（XLSX）"),
    "indicators": ("api.cli.indicators:indicators", "计算全部量化指标"),
    "records": ("api.cli.records:records", "列出某个数值背后的记录"),
    "package": ("api.cli.package:package", "生成自评材料包（ZIP）"),
    "verify": ("api.cli.package:verify", "核验自评材料包"),
    "compare": ("api.cli.compare:compare", "比较两个自评材料包（不需要数据库）"),
    "snapshot": ("api.cli.snapshots:snapshot", "冻结快照：编制、会签、审定、差异"),
    "evidence": ("api.cli.evidence:evidence", "佐证材料：登记、导入、审核、齐备情况"),
    "returns": ("api.cli.returns:returns", "部门填报的进度和应报事项"),
    "remarks": ("api.cli.remarks:remarks", "评审意见：登记和办理情况"),
    "remedies": ("api.cli.remarks:remedies", "整改清单的进展"),
    "worker": ("api.cli.worker:worker", "在后台生成排队的自评材料包"),
    "plans": ("api.cli.plans:plans", "抽检计划的进度和完成率"),
    "judge": ("api.cli.judge:judge", "按限量判定检验结果"),
    "synthesize": ("api.cli.synthesize:synthesize_command", "生成合成数据（演示和测试用）"),
    "synthesize-evidence": (
        "api.cli.synthesize_evidence:synthesize_evidence",
        "生成合成的佐证材料（演示和测试用）",
    ),
    "national": ("api.cli.national:national", "国家抽检系统导出文件的对照表和待核主体"),
    "bulletins": ("api.cli.bulletins:bulletins", "导入和汇总公开的抽检公告"),
    "calendar": ("api.cli.calendar:calendar", "管理工作日历（放假调休安排）"),
    "deadline": ("api.cli.deadline:deadline", "计算一个法定期限的届满日"),
    "due": ("api.cli.due:due", "列出将到期和已逾期的法定期限"),
    "notify": ("api.cli.notify:notify", "期限提醒：将到期和已逾期的各提醒一次"),
    "draw": ("api.cli.draw:draw", "双随机抽取：承诺、抽取、核验"),
    "machines": ("api.cli.machines:machines", "列出各项业务的状态、步骤和期限"),
    "policy": ("api.cli.policy:policy", "列出权限矩阵：哪个角色可以办理什么"),
    "findings": ("api.cli.laboratory:findings", "从文件录入检验结果"),
    "standards": ("api.cli.laboratory:standards", "登记标准限量"),
    "publish": ("api.cli.publish:publish", "生成抽检结果公布名单（合格、不合格）"),
    "inspection-plans": ("api.cli.inspection_plans:inspection_plans", "监督检查计划的进度"),
    "organisations": ("api.cli.organisations:organisations", "登记机构（市场监管、检验机构等）"),
    "accounts": ("api.cli.accounts:accounts", "账户：首位管理员、邀请、授权、锁定、停用"),
    "audit": ("api.cli.audit:audit", "审计日志：核验、查询、库外留存"),
    "backup": ("api.cli.backup:backup", "备份数据库和文件夹"),
    "restore": ("api.cli.backup:restore", "把备份恢复到空的数据库和文件夹"),
    "files": ("api.cli.files:files", "核对附件的文件库"),
    "form": ("api.cli.form:form", "打印抽样单、告知书、封条、移交单（PDF）"),
    "serve": ("api.cli.serve:serve", "在本机启动查询接口"),
}


class LazyCommands(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All command names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        _name_the_parts(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from `COMMANDS` alone, without importing them."""
        with formatter.section(chinese.WORDS["Commands"]):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


def _name_the_parts(command: click.Command) -> None:
    """Chinese for what stands in usage lines; Click has these words as attributes, not as messages."""
    command.options_metavar = "[选项]"
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]…"
        for part in command.commands.values():
            _name_the_parts(part)


@click.group(
    cls=LazyCommands,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="shian")
def shian() -> None:
    """食安：食品安全抽检与示范城市创建指标管理。

    数据库由环境变量 SHIAN_DATABASE_URL 指定，默认为当前文件夹下的 shian.db。
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        shian(args=arguments, prog_name="shian")
    except ShianError as refusal:
        click.echo(f"错误（{refusal.code}）：{refusal.message}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output (`head`, a pager) went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as failure:
        from api.cli.failures import describe

        words = describe(failure)
        if words is None:
            raise
        click.echo(f"错误：{words}", err=True)
        sys.exit(2)
