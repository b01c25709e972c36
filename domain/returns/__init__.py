"""Returns (部门填报): what departments file each quarter for measures that no record of ours can count."""
