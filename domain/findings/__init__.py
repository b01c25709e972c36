"""What a laboratory writes and a standard allows: figures, results and limits as they stand in cells.

Reading only, shared by published bulletins and the judgement of findings. Whether a result breaks its limit is the
business of `domain.judgement`.
"""
