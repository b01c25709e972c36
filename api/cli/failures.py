"""What went wrong outside the product, in words: files and databases that cannot be reached or used."""

from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError


def describe(failure: Exception) -> str | None:
    """A Chinese message that says what to do, or None when the failure is a fault of the product."""
    if isinstance(failure, ArgumentError | NoSuchModuleError):
        return (
            "SHIAN_DATABASE_URL 不是可用的数据库地址，应如 sqlite:///shian.db 或 postgresql://用户@主机/库名"
        )
    # What is copied into PostgreSQL goes past SQLAlchemy, which would wrap what is refused.
    raw = failure.orig if isinstance(failure, DBAPIError) else failure
    if isinstance(failure, DBAPIError) or type(failure).__module__.startswith("psycopg"):
        reason = str(raw).splitlines()[0] if raw is not None and str(raw) else "原因不明"
        if "locked" in reason:
            return "数据库正被其他程序写入，请稍后再试"
        return f"数据库无法使用：{reason}；请检查 SHIAN_DATABASE_URL、服务是否启动和文件权限"
    if isinstance(failure, OSError):
        place = f" {failure.filename}" if failure.filename else ""
        return f"无法读写{place}：{failure.strerror or failure}；请检查路径、权限和磁盘空间"
    return None
