"""Clues and cases (线索、案件): from finding to decision, under 《市场监督管理行政处罚程序规定》."""
