"""HJ 212-2017 污染物在线监控: environmental monitors."""
