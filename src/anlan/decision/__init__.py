"""D — decision support 辅助决策: the one map and what is computed on it."""
