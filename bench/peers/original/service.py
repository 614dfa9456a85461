"""The service that Mamba stands in for, cut down to its chat: FastAPI, uvicorn, and pydantic-ai towards the provider.

It reads and checks the same requests and streams the same events. It leaves out what the whole service has beside
that and what would make it dearer: middleware, authentication, logging, tools, retries, time limits.

Only bench/compare runs it, on the loopback: OPENAI_BASE_URL must name the provider.
"""

import os
from typing import Literal

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from pydantic_ai import Agent
from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

PROVIDER = OpenAIProvider(base_url=os.environ["OPENAI_BASE_URL"], api_key=os.environ["OPENAI_API_KEY"])


class MessagePart(BaseModel):
    type: Literal["text"]
    text: str


class UIMessage(BaseModel):
    id: str
    role: Literal["user", "assistant"]
    parts: list[MessagePart]

    def text(self):
        return "".join(part.text for part in self.parts)


class ChatCompletionRequest(BaseModel):
    messages: list[UIMessage] = Field(min_length=1)
    model: str


class TextDeltaEvent(BaseModel):
    type: Literal["text-delta"] = "text-delta"
    textDelta: str


class FinishEvent(BaseModel):
    type: Literal["finish"] = "finish"


class ErrorEvent(BaseModel):
    type: Literal["error"] = "error"
    error: str


app = FastAPI()


@app.get("/health/live")
async def live():
    return {"status": "healthy"}


@app.post("/chat/completions")
async def chat(request: ChatCompletionRequest):
    return StreamingResponse(encoded(events(request)), media_type="text/event-stream")


def history(messages):
    return [ModelRequest(parts=[UserPromptPart(message.text())]) if message.role == "user"
            else ModelResponse(parts=[TextPart(message.text())]) for message in messages]


async def events(request):
    agent = Agent(OpenAIChatModel(request.model.removeprefix("openai/"), provider=PROVIDER))
    *before, last = request.messages
    try:
        async with agent.run_stream(last.text(), message_history=history(before)) as answer:
            async for piece in answer.stream_text(delta=True, debounce_by=None):
                yield TextDeltaEvent(textDelta=piece)
        yield FinishEvent()
    except Exception as error:
        yield ErrorEvent(error=str(error))


async def encoded(stream):
    async for event in stream:
        yield f"data: {event.model_dump_json()}\n\n"
