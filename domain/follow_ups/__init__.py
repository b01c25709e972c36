"""Following up 问题项 (问题项跟踪): what risk monitoring found, until somebody confirms that it is dealt with."""
