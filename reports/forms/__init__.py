"""Printed forms of sampling: 抽样单, 告知书, 封条, 样品移交单. One page of A4 each; a model, then its drawing."""
