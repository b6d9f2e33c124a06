"""The one lock of PDFium: the library is not safe in several threads, and a worker has four."""

from __future__ import annotations

import threading

PDFIUM = threading.Lock()
