"""Calls for things that do not exist, with boto3. Reads [[service, method, arguments]…] from standard input.

Prints for each: the class of the exception, AWS's code, the HTTP status, and how many times botocore tried.
"""

import json
import sys

import boto3
from botocore.exceptions import ClientError


def outcome(service, method, arguments):
    try:
        getattr(boto3.client(service), method)(**arguments)
        return "no error"
    except ClientError as error:
        metadata = error.response["ResponseMetadata"]
        tries = metadata["RetryAttempts"] + 1
        return [type(error).__name__, error.response["Error"]["Code"], metadata["HTTPStatusCode"], tries]


json.dump([outcome(*call) for call in json.load(sys.stdin)], sys.stdout)
