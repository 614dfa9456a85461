"""A user of locust that streams chats, and reads lines as most scripts do."""

import json

from locust import HttpUser, task

BODY = {"model": "openai/gpt-4o", "stream": True, "messages": [{"role": "user", "content": "Hello!"}]}


class Reader(HttpUser):
    @task
    def chat(self):
        with self.client.post("/v1/chat/completions", json=BODY, stream=True, catch_response=True) as response:
            lines = [line for line in response.iter_lines(decode_unicode=True) if line]
            if response.status_code != 200 or not lines or lines.pop() != "data: [DONE]":
                response.failure(f"status {response.status_code}, or no end")
                return
            try:
                for line in lines:
                    json.loads(line.removeprefix("data: "))
            except ValueError:
                response.failure(f"no JSON: {line}")
                return
            response.success()
