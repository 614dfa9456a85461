"""Providers that cannot be had here, as far as a recipe has to do with them: what they demand, and how they write.

Each serves the models and takes the key that its recipe says, and refuses whatever the provider itself would refuse.
"""

import http.server
import json
import threading
import urllib.parse

ARGUMENTS = '{"language": "swift", "code": "let a = 1"}'
TITLE_REQUEST = "Generate a concise title"


class Refusal(Exception):
    """An error answer: its status and its body."""

    def __init__(self, status, **error):
        super().__init__(status)
        self.status = status
        self.body = {"error": error}


class Dialect:
    """What all have in common: OpenAI's own dialect at a path of the provider's, with its models and perhaps a key."""

    path = "/v1"
    call_path = "/chat/completions"
    lists_models = True
    demands_key = False
    role = {"role": "assistant", "content": ""}
    usage_is_asked = True

    def __init__(self, recipe):
        self.recipe = recipe
        self.names = sorted(recipe.names)

    def authorise(self, headers):
        """Refuses who has not shown the key of the recipe."""
        if self.demands_key and headers["Authorization"] != f"Bearer {self.recipe.key}":
            raise Refusal(401, message="Incorrect API key", type="invalid_request_error", code="invalid_api_key")

    def check_query(self, query):
        if query:
            raise Refusal(400, message=f"Unknown query {query}", type="invalid_request_error")

    def check(self, request):
        if request["model"] not in self.names:
            raise self.unknown_model(request["model"])
        for name, value in self.recipe.parameters.get(request["model"], {}).items():
            if request.get(name) != value:
                raise Refusal(400, message=f"{name} is not {value}", type="BadRequestError", param=name, code=400)

    def unknown_model(self, name):
        return Refusal(404, message=f"The model `{name}` does not exist.", type="NotFoundError", code=404)

    def read(self, path, request):
        """A request in OpenAI's form, and whether a stream is wanted, from the provider's own."""
        if path != self.path + self.call_path:
            raise Refusal(404, message=f"Nothing is at {path}", code="404")
        return request

    def pieces(self, request):
        """The deltas of an answer, and why it ends."""
        last = request["messages"][-1]
        if last["role"] == "user" and str(last["content"]).startswith(TITLE_REQUEST):
            return [{"content": "A talk"}, {"content": " about llamas"}], "stop"
        if request.get("tools") and last["role"] == "user":
            return self.call("generateCode"), "tool_calls"
        return [{"content": word} for word in ("Hello", "! How", " are you", "?")], "stop"

    def call(self, name):
        opening = {"index": 0, "id": "call-1", "type": "function", "function": {"name": name, "arguments": ""}}
        parts = [ARGUMENTS[start:start + 9] for start in range(0, len(ARGUMENTS), 9)]
        return [{"tool_calls": [opening]},
                *({"tool_calls": [{"index": 0, "function": {"arguments": part}}]} for part in parts)]

    def whole(self, request):
        deltas, reason = self.pieces(request)
        content = "".join(delta.get("content", "") for delta in deltas)
        message = {"role": "assistant", "content": content}
        return {"id": "a", "object": "chat.completion", "created": 1, "model": request["model"], "usage": USAGE,
                "choices": [{"index": 0, "message": message, "finish_reason": reason}]}

    def chunks(self, request):
        def chunk(delta, reason=None, **members):
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            return {"id": "a", "object": "chat.completion.chunk", "created": 1, "model": request["model"],
                    "choices": [choice], **members}

        deltas, reason = self.pieces(request)
        yield chunk(self.role)
        yield from map(chunk, deltas)
        yield chunk({}, reason)
        if not self.usage_is_asked or request.get("stream_options", {}).get("include_usage"):
            yield {**chunk({}), "choices": [], "usage": USAGE}

    def events(self, request):
        for chunk in self.chunks(request):
            yield f"data: {json.dumps(chunk)}\n\n"
        yield "data: [DONE]\n\n"


USAGE = {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}


class VLLM(Dialect):
    """vLLM as the recipe starts it: thoughts have a member of their own."""

    def chunks(self, request):
        role, *others = super().chunks(request)
        yield role
        thought = json.loads(json.dumps(role))
        for member in ("reasoning", "reasoning_content"):
            thought["choices"][0]["delta"] = {member: "They greet me."}
        yield thought
        yield from others


class Ollama(Dialect):
    """Ollama: a call comes whole."""

    role = {"role": "assistant", "content": "", "reasoning": "They greet me."}

    def unknown_model(self, name):
        return Refusal(404, message=f'model "{name}" not found, try pulling it first', type="api_error", code=None)

    def call(self, name):
        function = {"name": name, "arguments": ARGUMENTS}
        return [{"content": "", "tool_calls": [{"id": "call_1", "index": 0, "type": "function", "function": function}]}]


class AzureV1(Dialect):
    """Azure's API without dates: a model is a deployment, and what its filter says comes with each chunk."""

    path = "/openai/v1"
    demands_key = True

    def unknown_model(self, _):
        return Refusal(404, code="DeploymentNotFound", message="The API deployment for this resource does not exist.")

    def chunks(self, request):
        filtered = {"hate": {"filtered": False, "severity": "safe"}}
        for number, chunk in enumerate(super().chunks(request)):
            if number == 0:
                yield {**chunk, "id": "", "model": "", "object": "", "created": 0, "choices": [],
                       "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": filtered}]}
            for choice in chunk["choices"]:
                choice["content_filter_results"] = filtered
            yield chunk


class AzureDated(AzureV1):
    """Azure's API with dates: the deployment is in the path, the key in a field of its own, and nothing is listed."""

    lists_models = False

    def __init__(self, recipe):
        super().__init__(recipe)
        [self.deployment] = self.names
        self.path = f"/openai/deployments/{self.deployment}"

    def authorise(self, headers):
        if headers["api-key"] != self.recipe.headers["api-key"] or headers["Authorization"]:
            raise Refusal(401, code="401", message="Access denied due to invalid subscription key.")

    def check_query(self, query):
        if query != {"api-version": [self.recipe.query["api-version"]]}:
            raise Refusal(404, code="404", message="Resource not found")


class OpenRouter(Dialect):
    """OpenRouter: comments until there is something to say, and usage with its price although nobody asked."""

    path = "/api/v1"
    demands_key = True
    usage_is_asked = False

    def authorise(self, headers):
        super().authorise(headers)
        for name, value in self.recipe.headers.items():
            if headers[name] != value:
                raise Refusal(400, message=f"The application does not tell its {name}", code=400)

    def unknown_model(self, name):
        return Refusal(400, message=f"{name} is not a valid model ID", code=400)

    def events(self, request):
        yield ": OPENROUTER PROCESSING\n\n"
        yield ": OPENROUTER PROCESSING\n\n"
        yield from super().events(request)

    def chunks(self, request):
        for chunk in super().chunks(request):
            if "usage" in chunk:
                chunk["usage"] = {**USAGE, "cost": 0.00014, "is_byok": False}
                chunk["choices"] = [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}]
            yield {**chunk, "provider": "Somebody"}


class Several(Dialect):
    """Several providers of OpenAI's dialect, each with a key of its own."""

    def authorise(self, headers):
        keys = {value for name, value in self.recipe.variables.items() if name.endswith("API_KEY")}
        if headers["Authorization"] not in {f"Bearer {key}" for key in keys}:
            raise Refusal(401, message="Incorrect API key", type="invalid_request_error", code="invalid_api_key")


class Translated(Dialect):
    """A provider with an API of its own: what it demands of a request, and its events."""

    key_field = "Authorization"
    scheme = ""

    def authorise(self, headers):
        [key] = [value for name, value in self.recipe.variables.items() if name.endswith("API_KEY")]
        if headers[self.key_field] != self.scheme + key:
            raise Refusal(401, type="authentication_error", message="invalid key")

    @staticmethod
    def neutral(request, texts, has_tools, is_answered):
        """As much of a request as the script of an answer looks at."""
        last = {"role": "tool"} if is_answered else {"role": "user", "content": texts}
        return {"model": request["model"], "stream": True, "messages": [last], "tools": has_tools}

    def events(self, request):
        deltas, reason = self.pieces(request)
        text = [delta["content"] for delta in deltas if delta.get("content")]
        call = ARGUMENTS if reason == "tool_calls" else None
        for event in self.answer(request["model"], text, call):
            kind = f"event: {event['type']}\n" if "type" in event else ""
            yield f"{kind}data: {json.dumps(event)}\n\n"


class Anthropic(Translated):
    """Anthropic's Messages."""

    call_path = "/messages"
    key_field = "x-api-key"

    def authorise(self, headers):
        super().authorise(headers)
        if headers["anthropic-version"] != "2023-06-01":
            raise Refusal(400, type="invalid_request_error", message="anthropic-version: header is required")

    def read(self, path, request):
        super().read(path, request)
        unknown = set(request) - {"model", "max_tokens", "messages", "system", "stream", "tools", "tool_choice",
                                  "temperature", "thinking", "output_config", "stop_sequences", "metadata", "top_p"}
        roles = [message["role"] for message in request["messages"]]
        blocks = [block for message in request["messages"] for block in message["content"]]
        if unknown or not isinstance(request.get("max_tokens"), int) or request["stream"] is not True:
            raise Refusal(400, type="invalid_request_error", message=f"unexpected members {unknown}")
        if roles[0] != "user" or any(one == other for one, other in zip(roles, roles[1:])):
            raise Refusal(400, type="invalid_request_error", message=f"messages: roles must alternate, not {roles}")
        if any(block["type"] == "text" and not block["text"].strip() for block in blocks):
            raise Refusal(400, type="invalid_request_error", message="messages: text must not be empty")
        last = request["messages"][-1]["content"]
        text = "".join(block.get("text", "") for block in last)
        neutral = self.neutral(request, text, request.get("tools"), last[0]["type"] == "tool_result")
        return {**neutral, **{name: request.get(name) for name in ("max_tokens",)}}

    def answer(self, model, text, call):
        yield {"type": "message_start", "message": {
            "id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": [], "stop_reason": None,
            "usage": {"input_tokens": 4, "cache_read_input_tokens": 5, "output_tokens": 1}}}
        yield {"type": "ping"}
        block = {"type": "tool_use", "id": "toolu_1", "name": "generateCode", "input": {}} if call else {
            "type": "text", "text": ""}
        yield {"type": "content_block_start", "index": 0, "content_block": block}
        for piece in text:
            yield {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
        for start in range(0, len(call or ""), 9):
            yield {"type": "content_block_delta", "index": 0,
                   "delta": {"type": "input_json_delta", "partial_json": call[start:start + 9]}}
        yield {"type": "content_block_stop", "index": 0}
        yield {"type": "message_delta", "delta": {"stop_reason": "tool_use" if call else "end_turn"},
               "usage": {"output_tokens": 4}}
        yield {"type": "message_stop"}


class Gemini(Translated):
    """Google's Gemini API."""

    key_field = "x-goog-api-key"
    query = {"alt": ["sse"]}

    def check_query(self, query):
        if query not in ({}, self.query):
            raise Refusal(400, message=f"Unknown query {query}")

    def read(self, path, request):
        model, _, method = path.removeprefix(self.path + "/models/").partition(":")
        unknown = set(request) - {"contents", "systemInstruction", "tools", "toolConfig", "generationConfig"}
        if method != "streamGenerateContent" or unknown:
            raise Refusal(400, code=400, status="INVALID_ARGUMENT", message=f"{method} with {unknown}")
        parts = request["contents"][-1]["parts"]
        for content in request["contents"]:
            for number, part in enumerate(part for part in content["parts"] if "functionCall" in part):
                if number == 0 and "thoughtSignature" not in part:
                    raise Refusal(400, code=400, status="INVALID_ARGUMENT", message="a call lacks its signature")
        text = "".join(part.get("text", "") for part in parts)
        return self.neutral({"model": model}, text, request.get("tools"), "functionResponse" in parts[0])

    def answer(self, model, text, call):
        def response(parts, **members):
            return {"candidates": [{"content": {"role": "model", "parts": parts}, "index": 0, **members}],
                    "modelVersion": model, "responseId": "r1"}

        for piece in text:
            yield response([{"text": piece}])
        if call:
            yield response([{"functionCall": {"name": "generateCode", "args": json.loads(call)},
                             "thoughtSignature": "c2ln"}])
        usage = {"promptTokenCount": 9, "candidatesTokenCount": 4, "totalTokenCount": 13}
        yield {**response([], finishReason="STOP"), "usageMetadata": usage}


class Responses(Translated):
    """OpenAI's Responses."""

    call_path = "/responses"
    scheme = "Bearer "

    def read(self, path, request):
        super().read(path, request)
        unknown = set(request) - {"model", "input", "stream", "store", "tools", "tool_choice", "include", "reasoning",
                                  "max_output_tokens", "temperature", "text", "parallel_tool_calls"}
        if unknown or request["stream"] is not True or request["store"] is not False:
            raise Refusal(400, type="invalid_request_error", message=f"unexpected members {unknown}")
        last = request["input"][-1]
        text = "".join(part["text"] for part in last.get("content", []))
        neutral = self.neutral(request, text, request.get("tools"), last.get("type") == "function_call_output")
        return {**neutral, "reasoning_effort": request.get("reasoning", {}).get("effort")}

    def answer(self, model, text, call):
        yield {"type": "response.created", "response": {"id": "resp_1", "model": model}}
        item = {"id": "x", "type": "function_call", "call_id": "call_1", "name": "generateCode", "arguments": ""}
        if call:
            yield {"type": "response.output_item.added", "output_index": 0, "item": item}
        for piece in text:
            yield {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": piece}
        for start in range(0, len(call or ""), 9):
            yield {"type": "response.function_call_arguments.delta", "output_index": 0, "delta": call[start:start + 9]}
        if call:
            yield {"type": "response.output_item.done", "output_index": 0, "item": {**item, "arguments": call}}
        usage = {"input_tokens": 9, "output_tokens": 4, "total_tokens": 13}
        yield {"type": "response.completed", "response": {"id": "resp_1", "status": "completed", "usage": usage}}


class Stub:
    """Serves a dialect on a free port of the loopback address."""

    def __init__(self, dialect):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                def models():
                    if self.path.partition("?")[0] != dialect.path + "/models" or not dialect.lists_models:
                        raise Refusal(404, message=f"Nothing is at {self.path}", code="404")
                    return {"object": "list", "data": [
                        {"id": name, "object": "model", "owned_by": "somebody"} for name in dialect.names]}

                self.answer(models)

            def do_POST(self):
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                request = {}

                def whole():
                    request.update(dialect.read(urllib.parse.urlsplit(self.path).path, sent))
                    dialect.check(request)
                    return None if request.get("stream") else dialect.whole(request)

                if self.answer(whole):
                    self.stream(request)

            def answer(self, whole):
                """Answers whole; returns whether a stream is wanted instead."""
                target = urllib.parse.urlsplit(self.path)
                status = 200
                try:
                    dialect.check_query(urllib.parse.parse_qs(target.query))
                    dialect.authorise(self.headers)
                    content = whole()
                except Refusal as refusal:
                    status, content = refusal.status, refusal.body
                if content is None:
                    return True
                content = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                return False

            def stream(self, request):
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream; charset=utf-8")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for event in [*dialect.events(request), ""]:
                    self.wfile.write(f"{len(event.encode()):x}\r\n{event}\r\n".encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
