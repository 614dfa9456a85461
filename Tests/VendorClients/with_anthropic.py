"""What Anthropic's client makes of the mock's Messages."""

import json

import anthropic
import httpx2
from claims import LAYOUTS, Claims, prompt

TOOL = {"name": "weather", "input_schema": {"type": "object", "properties": {}}}
THINKING = {"type": "enabled", "budget_tokens": 1024}


def check(url, texts):
    client = anthropic.Anthropic(base_url=url, api_key="key", max_retries=0, timeout=10)

    def members(directive, **more):
        return {"model": "claude-mock", "max_tokens": 4096,
                "messages": [{"role": "user", "content": prompt(directive)}], **more}

    def whole(directive, **more):
        return client.messages.create(**members(directive, **more))

    def streamed(directive, **more):
        with client.messages.stream(**members(directive, **more)) as stream:
            return stream.get_final_message()

    def text(message):
        return "".join(block.text for block in message.content if block.type == "text")

    def answers(claims):
        message = whole("id=1 tokens=9")
        claims.equal(text(message), texts(1, 9), "the text of a whole answer")
        claims.equal(message.stop_reason, "end_turn", "why it stopped")
        claims.equal(message.role, "assistant", "role")
        claims.that(message._request_id, "an id of the request")
        for layout in LAYOUTS:
            message = streamed(f"id=1 tokens=9 {layout}")
            claims.equal(text(message), texts(1, 9), f"the text of a stream {layout}")
            claims.equal(message.stop_reason, "end_turn", f"why a stream stopped {layout}")
        events = [event.type for event in client.messages.create(**members("tokens=2", stream=True))]
        claims.equal(events, [
            "message_start", "content_block_start", "content_block_delta", "content_block_delta",
            "content_block_stop", "message_delta", "message_stop"], "the events, without ping")

    def thinking(claims):
        for make in (whole, streamed):
            blocks = make("id=2 tokens=3 reasoning=4 redacted=2", thinking=THINKING).content
            claims.equal([block.type for block in blocks],
                         ["thinking", "redacted_thinking", "redacted_thinking", "text"], "blocks")
            claims.that(blocks[0].thinking, "thinking has a text")
            claims.that(blocks[0].signature, "thinking has a signature")
            claims.that(blocks[1].data != blocks[2].data, "redacted thinking has data of its own")
            hidden = make("reasoning=4", thinking={"type": "adaptive", "display": "omitted"}).content[0]
            claims.equal((hidden.thinking, hidden.signature[:8]), ("", "MockSign"), "thinking that is not shown")
        whole_one, streamed_one = (make("id=2 reasoning=4") for make in (whole, streamed))
        claims.equal(whole_one.content[0], streamed_one.content[0], "the same thinking whole and streamed")

    def tools(claims):
        directive = 'tool=weather args={"city":"Oslo"} tool=clock reasoning=2 preface=1 fragment=2'
        for make in (whole, streamed):
            message = make(directive, tools=[TOOL])
            calls = [block for block in message.content if block.type == "tool_use"]
            claims.equal(message.stop_reason, "tool_use", "why it stopped")
            claims.equal([(call.name, call.input) for call in calls],
                         [("weather", {"city": "Oslo"}), ("clock", {})], "calls")
            claims.that(calls[0].id != calls[1].id, "ids of the calls")
        message = streamed(directive + " interleave", tools=[TOOL])
        claims.equal(message.content[2].input, {"city": "Oslo"}, "a call whose events are interleaved")

    def rounds(claims):
        directive = 'strict tool=weather reasoning=2 tokens=3 id=7'
        asked = {"role": "user", "content": prompt(directive)}
        first = whole(directive, tools=[TOOL])
        call = first.content[-1]
        result = {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": call.id, "content": "rain"}]}
        history = [asked, {"role": "assistant", "content": first.content}, result]
        second = whole("", tools=[TOOL], messages=history)
        claims.equal(text(second), texts(7, 3), "the text behind the result of the tool")
        history[1] = {"role": "assistant", "content": [call]}
        error = claims.error(anthropic.BadRequestError, lambda: whole("", messages=history),
                             "a request without the signature")
        claims.that("signature" in error.message, error.message)

    def ends(claims):
        for finish, reason in (("length", "max_tokens"), ("pause_turn", "pause_turn"),
                               ("content_filter", "refusal"), ("stop_sequence", "stop_sequence")):
            claims.equal(streamed(f"finish={finish}").stop_reason, reason, finish)
        claims.equal(whole("tokens=50", max_tokens=9).stop_reason, "max_tokens", "a bound of tokens")
        refused = streamed("refusal tokens=2")
        claims.equal((refused.stop_reason, refused.stop_details.type), ("refusal", "refusal"), "refusal")
        blocked = streamed("fault=blocked")
        claims.equal((blocked.stop_reason, blocked.content), ("refusal", []), "a blocked prompt")

    def citations(claims):
        for make in (whole, streamed):
            cited = make("tokens=3 citations=2").content[0].citations
            claims.equal([citation.type for citation in cited],
                         ["web_search_result_location", "char_location"], "citations")
            claims.equal(cited[0].url, "https://example.com/source/0", "where a citation is from")

    def usage(claims):
        for make in (whole, streamed):
            used = make("tokens=3 reasoning=2 cached=100 cache-written=20").usage
            claims.equal(used.output_tokens, 5, "output")
            claims.that(0 < used.input_tokens < 100, "input that is not cached")
            claims.equal(used.cache_read_input_tokens, 100, "cached input")
            claims.equal(used.cache_creation_input_tokens, 20, "input written to the cache")
            claims.equal(used.output_tokens_details.thinking_tokens, 2, "thinking")

    def errors_before(claims):
        for status, kind, word in (
            (400, anthropic.BadRequestError, "invalid_request_error"),
            (401, anthropic.AuthenticationError, "authentication_error"),
            (403, anthropic.PermissionDeniedError, "permission_error"),
            (404, anthropic.NotFoundError, "not_found_error"),
            (429, anthropic.RateLimitError, "rate_limit_error"),
            (500, anthropic.InternalServerError, "api_error"),
        ):
            for make in (whole, streamed):
                error = claims.error(kind, lambda: make(f"fault=status:{status} retry-after=9"), status)
                claims.equal(error.body["error"]["type"], word, "type of the error")
                claims.equal(error.response.headers["retry-after"], "9", "Retry-After")
        error = claims.error(anthropic.OverloadedError, lambda: whole("fault=status:529"), "529")
        claims.equal((error.status_code, error.body["error"]["type"]), (529, "overloaded_error"), "529")
        claims.equal(error.body["request_id"], error.request_id, "id of the request")
        stranger = anthropic.Anthropic(base_url=url, auth_token="token", api_key=None, max_retries=0)
        claims.that(stranger.messages.create(**members("tokens=1")).content, "a bearer's token")
        claims.error(anthropic.BadRequestError, lambda: whole("tokens=many"), "a wrong directive")

    def errors_within(claims):
        for count in (0, 3):
            error = claims.error(anthropic.APIStatusError, lambda: streamed(f"tokens=9 fault=error:{count}:529"), "within")
            claims.equal(error.body["error"]["type"], "overloaded_error", "an error within")

    def faults(claims):
        claims.error(httpx2.RemoteProtocolError, lambda: streamed("tokens=9 fault=cut:3"), "a cut stream")
        claims.error(httpx2.ReadError, lambda: streamed("tokens=9 fault=drop:3"), "a reset stream")
        claims.error(httpx2.ReadTimeout, lambda: streamed("tokens=9 fault=stall:3", timeout=0.3), "a stalled stream")
        claims.error(anthropic.APITimeoutError, lambda: whole("fault=silence", timeout=0.3), "silence")
        claims.error(json.JSONDecodeError, lambda: streamed("fault=garbage:3"), "what is no JSON")

    def models(claims):
        claims.equal([model.id for model in client.models.list()], ["claude-mock"], "models")

    return Claims(f"anthropic {anthropic.__version__}").run(
        (answers, thinking, tools, rounds, ends, citations, usage, errors_before, errors_within, faults,
         models))
