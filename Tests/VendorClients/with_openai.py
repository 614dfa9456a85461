"""What OpenAI's client makes of the mock's chat completions, those of Azure, and Responses."""

import json

import openai
from claims import LAYOUTS, Claims, prompt

ENCRYPTED = ["reasoning.encrypted_content"]
STATUSES = (
    (400, openai.BadRequestError), (401, openai.AuthenticationError), (403, openai.PermissionDeniedError),
    (404, openai.NotFoundError), (409, openai.ConflictError), (422, openai.UnprocessableEntityError),
    (429, openai.RateLimitError), (500, openai.InternalServerError), (503, openai.InternalServerError),
)


class Completion:
    """The chunks of one completion, or the one of a whole answer."""

    def __init__(self, chunks):
        self.chunks = chunks
        choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
        deltas = [getattr(choice, "delta", None) or choice.message for choice in choices]
        self.text = self.joined(deltas, "content")
        self.reasoning = self.joined(deltas, "reasoning_content")
        self.refusal = self.joined(deltas, "refusal")
        self.calls = [call for delta in deltas for call in delta.tool_calls or []]
        self.annotations = [note for delta in deltas for note in getattr(delta, "annotations", None) or []]
        self.finish = choices[-1].finish_reason
        self.usage = chunks[-1].usage

    @staticmethod
    def joined(deltas, name):
        return "".join(getattr(delta, name, None) or "" for delta in deltas)


def check_chat(claims, client, texts):
    """Checks that are the same for OpenAI's and for Azure's; returns the way to ask."""

    def ask(directive, stream, **more):
        options = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}
        made = client.chat.completions.create(
            model="gpt-mock", messages=[{"role": "user", "content": prompt(directive)}], **options, **more)
        return Completion(list(made) if stream else [made])

    for stream in (False, True):
        for layout in LAYOUTS if stream else ("",):
            answer = ask(f"id=1 tokens=9 {layout}", stream)
            claims.equal(answer.text, texts(1, 9), f"text {layout}")
            claims.equal(answer.finish, "stop", f"finish {layout}")
        answer = ask("tokens=3 reasoning=2 cached=100", stream)
        claims.that(answer.reasoning, "reasoning")
        claims.equal(answer.usage.completion_tokens, 5, "output")
        claims.equal(answer.usage.completion_tokens_details.reasoning_tokens, 2, "reasoning's tokens")
        claims.equal(answer.usage.prompt_tokens_details.cached_tokens, 100, "cached input")
        answer = ask('tool=weather args={"city":"Oslo"} fragment=3', stream)
        claims.equal(answer.calls[0].function.name, "weather", "name of the call")
        claims.equal("".join(call.function.arguments for call in answer.calls), '{"city":"Oslo"}', "arguments")
        claims.equal(answer.finish, "tool_calls", "finish of the call")
        claims.that(ask("refusal tokens=2", stream).refusal, "refusal")
        claims.equal(len(ask("tokens=2 citations=2", stream).annotations), 2, "annotations")
        for status, kind in STATUSES:
            error = claims.error(kind, lambda: ask(f"fault=status:{status} retry-after=9", stream), status)
            claims.equal(error.response.headers["retry-after"], "9", "Retry-After")
    for count in (0, 3):
        error = claims.error(openai.APIError, lambda: ask(f"tokens=9 fault=error:{count}", True), "an error within")
        claims.that("server had an error" in error.message, error.message)
    return ask


def chat_checks(url, texts):
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="key", max_retries=0, timeout=10)

    def chat(claims):
        ask = check_chat(claims, client, texts)
        error = claims.error(openai.BadRequestError, lambda: ask("fault=blocked", True), "a blocked prompt")
        claims.equal(error.code, "invalid_prompt", "code")

    return (chat,)


def azure_checks(url, texts):
    def check_azure(claims, client):
        ask = check_chat(claims, client, texts)
        first = ask("tokens=2", True).chunks[0]
        claims.equal(first.choices, [], "no choices in the first chunk")
        results = first.prompt_filter_results[0]["content_filter_results"]
        claims.equal(results["hate"], {"filtered": False, "severity": "safe"}, "what the filter says")
        whole = ask("tokens=2", False).chunks[0]
        claims.that(whole.choices[0].content_filter_results["violence"], "the filter's results of an answer")
        error = claims.error(openai.BadRequestError, lambda: ask("fault=blocked", True), "a blocked prompt")
        claims.equal(error.code, "content_filter", "code")
        claims.equal(error.body["innererror"]["code"], "ResponsibleAIPolicyViolation", "inner code")
        error = claims.error(openai.RateLimitError, lambda: ask("fault=status:429", True), "429")
        claims.equal(error.code, "429", "a code that is the status")

    def azure_deployments(claims):
        check_azure(claims, openai.AzureOpenAI(
            azure_endpoint=url, api_key="key", api_version="2024-10-21", max_retries=0, timeout=10))

    def azure_v1(claims):
        check_azure(claims, openai.OpenAI(
            base_url=f"{url}/openai/v1", api_key="key", max_retries=0, timeout=10))

    return azure_deployments, azure_v1


def responses_checks(url, texts):
    client = openai.OpenAI(base_url=f"{url}/v1", api_key="key", max_retries=0, timeout=10)

    def whole(directive, **more):
        return client.responses.create(model="gpt-mock", input=prompt(directive), **more)

    def streamed(directive, **more):
        with client.responses.stream(model="gpt-mock", input=prompt(directive), **more) as stream:
            return stream.get_final_response()

    def events(directive, **more):
        return list(client.responses.create(model="gpt-mock", input=prompt(directive), stream=True, **more))

    def answers(claims):
        claims.equal(whole("id=1 tokens=9").output_text, texts(1, 9), "the text of a whole answer")
        for layout in (*LAYOUTS, "obfuscation"):
            response = streamed(f"id=1 tokens=9 {layout}")
            claims.equal(response.output_text, texts(1, 9), f"the text of a stream {layout}")
            claims.equal(response.status, "completed", f"state {layout}")
        made = events("id=1 tokens=9 reasoning=2 tool=weather preface=3")
        claims.equal([event.sequence_number for event in made], list(range(len(made))), "numbers")
        done = [event.item for event in made if event.type == "response.output_item.done"]
        claims.equal(made[-1].response.output, done, "the output has the items that were streamed")

    def reasoning(claims):
        for make in (whole, streamed):
            item = make("id=2 tokens=3 reasoning=4", include=ENCRYPTED, store=False).output[0]
            claims.equal(item.type, "reasoning", "the first item")
            claims.that(item.summary[0].text, "summary")
            claims.that(item.encrypted_content.startswith("MockSign"), "encrypted content")
            item = make("reasoning=1").output[0]
            claims.equal(item.encrypted_content, None, "no encrypted content for who does not ask")

    def tools(claims):
        for make in (whole, streamed):
            response = make('tool=weather args={"city":"Oslo"} tool=clock fragment=2')
            claims.equal([(call.type, call.name, json.loads(call.arguments)) for call in response.output],
                         [("function_call", "weather", {"city": "Oslo"}), ("function_call", "clock", {})], "calls")
            claims.that(response.output[0].call_id != response.output[0].id, "the call's id is not the item's")
            claims.equal(response.status, "completed", "state")
        interleaved = streamed('tool=weather args={"city":"Oslo"} tool=clock fragment=2 interleave')
        claims.equal(json.loads(interleaved.output[0].arguments), {"city": "Oslo"}, "interleaved calls")

    def rounds(claims):
        directive = "strict tool=weather reasoning=2 tokens=3 id=7"
        first = whole(directive, include=ENCRYPTED, store=False)
        call = first.output[-1]
        asked = {"role": "user", "content": prompt(directive)}
        result = {"type": "function_call_output", "call_id": call.call_id, "output": "rain"}

        def go_on(items):
            return client.responses.create(
                model="gpt-mock", input=[asked, *items, result], include=ENCRYPTED, store=False)

        claims.equal(go_on(first.output).output_text, texts(7, 3), "the text behind the result of the tool")
        error = claims.error(openai.BadRequestError, lambda: go_on([call]), "a request without its reasoning")
        claims.that("reasoning" in error.message, error.message)
        error = claims.error(openai.BadRequestError, lambda: whole("", previous_response_id="resp_1"), "nothing kept")
        claims.equal(error.code, "previous_response_not_found", "code")

    def ends(claims):
        # The client's helper for streams knows no other end than a completed response.
        for make in (whole, lambda *arguments, **more: events(*arguments, **more)[-1].response):
            response = make("refusal tokens=2")
            claims.equal(response.output[0].content[0].type, "refusal", "a refusal")
            response = make("tokens=50", max_output_tokens=16)
            claims.equal((response.status, response.incomplete_details.reason),
                         ("incomplete", "max_output_tokens"), "a bound of tokens")
            response = make("finish=content_filter")
            claims.equal(response.incomplete_details.reason, "content_filter", "a filter")
        last = events("finish=failed code=rate_limit_exceeded")[-1]
        claims.equal((last.type, last.response.error.code), ("response.failed", "rate_limit_exceeded"), "failed")
        claims.equal(events("done=no")[-1].type, "response.output_item.done", "a stream without its end")

    def citations(claims):
        for make in (whole, streamed):
            notes = make("tokens=3 citations=2").output[0].content[0].annotations
            claims.equal([note.url for note in notes],
                         ["https://example.com/source/0", "https://example.com/source/1"], "sources")

    def usage(claims):
        for make in (whole, streamed):
            used = make("tokens=3 reasoning=2 cached=100 cache-written=20").usage
            claims.equal((used.output_tokens, used.output_tokens_details.reasoning_tokens), (5, 2), "output")
            claims.equal((used.input_tokens_details.cached_tokens, used.input_tokens_details.cache_write_tokens),
                         (100, 20), "cached input")
            claims.equal(used.total_tokens, used.input_tokens + 5, "total")

    def errors_before(claims):
        for status, kind in STATUSES:
            for make in (whole, streamed):
                error = claims.error(kind, lambda: make(f"fault=status:{status} retry-after=9"), status)
                claims.equal(error.response.headers["retry-after"], "9", "Retry-After")
        error = claims.error(openai.RateLimitError, lambda: whole("fault=status:429 code=insufficient_quota"), "quota")
        claims.equal(error.code, "insufficient_quota", "code")

    def errors_within(claims):
        for count in (0, 3):
            made = events(f"tokens=9 fault=error:{count}:429")
            claims.equal((made[-1].type, made[-1].code), ("error", "rate_limit_exceeded"), "an error within")
            claims.equal(made[-1].sequence_number, len(made) - 1, "number of the error")

    def faults(claims):
        claims.error(openai.APIConnectionError, lambda: events("tokens=9 fault=cut:3"), "a cut stream")
        claims.error(openai.APIConnectionError, lambda: events("tokens=9 fault=drop:3"), "a reset stream")
        claims.error(openai.APITimeoutError, lambda: events("tokens=9 fault=stall:3", timeout=0.3), "a stalled stream")
        claims.error(openai.APITimeoutError, lambda: whole("fault=silence", timeout=0.3), "silence")
        claims.error(json.JSONDecodeError, lambda: events("fault=garbage:3"), "what is no JSON")

    return answers, reasoning, tools, rounds, ends, citations, usage, errors_before, errors_within, faults


def check(url, texts):
    name = f"openai {openai.__version__}"
    return sum((
        Claims(f"{name}, chat completions").run(chat_checks(url, texts)),
        Claims(f"{name}, Azure").run(azure_checks(url, texts)),
        Claims(f"{name}, Responses").run(responses_checks(url, texts)),
    ))
