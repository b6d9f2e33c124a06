"""The only writers of messages and receipts."""

from civichub.delivery.operations.queueing import cancel_message, queue_message, record_posted, retry_message
from civichub.delivery.operations.receipts import receive_receipt

__all__ = ["cancel_message", "queue_message", "receive_receipt", "record_posted", "retry_message"]
