"""Writing chains: adopting and publishing, tracing, disputes, telling."""
