"""Reading of documents, without Django: Word, PDF and text as lines, sentences, numerals.

Shared by the reader of emergency plans (``command.plans``) and the reader of planning documents
(``governance.planning``); nothing here knows what a document is about.
"""
