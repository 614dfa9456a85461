"""What Google's client makes of the mock's Gemini."""

import base64

import httpx2
from claims import LAYOUTS, Claims, prompt
from google import genai
from google.genai import errors, types

TOOL = types.Tool(function_declarations=[types.FunctionDeclaration(name="weather")])
BY_HAND = types.AutomaticFunctionCallingConfig(disable=True)


class Answer:
    """The partial responses of one answer, or the one of a whole answer."""

    def __init__(self, chunks):
        self.chunks = chunks
        self.parts = [part for chunk in chunks for candidate in chunk.candidates or []
                      for part in (candidate.content and candidate.content.parts) or []]
        self.finish = [candidate.finish_reason for chunk in chunks for candidate in chunk.candidates or []
                       if candidate.finish_reason]
        self.usage = chunks[-1].usage_metadata

    def text(self, thought=False):
        return "".join(part.text for part in self.parts if part.text and bool(part.thought) == thought)

    @property
    def calls(self):
        return [part.function_call for part in self.parts if part.function_call]


def check(url, texts):
    client = genai.Client(api_key="key", http_options=types.HttpOptions(
        base_url=url, timeout=10_000, retry_options=types.HttpRetryOptions(attempts=1)))

    def config(**more):
        return types.GenerateContentConfig(tools=[TOOL], automatic_function_calling=BY_HAND, **more)

    def whole(directive, contents=None, **more):
        return Answer([client.models.generate_content(
            model="gemini-mock", contents=contents or prompt(directive), config=config(**more))])

    def streamed(directive, contents=None, **more):
        return Answer(list(client.models.generate_content_stream(
            model="gemini-mock", contents=contents or prompt(directive), config=config(**more))))

    def answers(claims):
        answer = whole("id=1 tokens=9")
        claims.equal(answer.text(), texts(1, 9), "the text of a whole answer")
        claims.equal(answer.finish, [types.FinishReason.STOP], "why it finished")
        claims.equal(answer.chunks[0].model_version, "gemini-mock", "model")
        claims.that(answer.chunks[0].response_id, "an id of the answer")
        # This client takes a comment for a response.
        for layout in (layout.replace(" comments", "") for layout in LAYOUTS):
            answer = streamed(f"id=1 tokens=9 {layout}")
            claims.equal(answer.text(), texts(1, 9), f"the text of a stream {layout}")
            claims.equal(answer.finish, [types.FinishReason.STOP], f"why a stream finished {layout}")

    def thoughts(claims):
        made = [make("id=2 tokens=3 reasoning=4") for make in (whole, streamed)]
        for answer in made:
            claims.that(answer.text(thought=True), "thoughts")
            claims.equal(answer.text(), texts(2, 3), "the text beside the thoughts")
            signatures = [part.thought_signature for part in answer.parts if part.thought_signature]
            claims.equal(len(signatures), 1, "signatures")
            claims.that(base64.b64encode(signatures[0]).startswith(b"MockSign"), "the signature")
        claims.equal(*(answer.text(thought=True) for answer in made), "the same thoughts")

    def tools(claims):
        directive = 'tool=weather args={"city":"Oslo"} tool=clock reasoning=2 preface=1'
        for make in (whole, streamed):
            answer = make(directive)
            claims.equal([(call.name, call.args) for call in answer.calls],
                         [("weather", {"city": "Oslo"}), ("clock", {})], "calls")
            signed = [bool(part.thought_signature) for part in answer.parts if part.function_call]
            claims.equal(signed, [True, False], "the first call alone is signed")
            claims.equal(answer.finish, [types.FinishReason.STOP], "why it finished")
            claims.equal(answer.calls[0].id, None, "no id of the call")
            claims.that(make(directive + " call-ids").calls[0].id, "an id of the call")
        broken = streamed('tool=weather args="{broken"')
        claims.equal((broken.calls, broken.finish), ([], [types.FinishReason.MALFORMED_FUNCTION_CALL]),
                     "arguments that are no object")

    def rounds(claims):
        directive = "strict tool=weather reasoning=2 tokens=3 id=7"
        asked = types.UserContent(parts=[types.Part(text=prompt(directive))])
        first = whole(directive)
        result = types.UserContent(parts=[
            types.Part.from_function_response(name="weather", response={"sky": "rain"})])
        second = whole("", [asked, types.ModelContent(parts=first.parts), result])
        claims.equal(second.text(), texts(7, 3), "the text behind the result of the tool")
        bare = types.ModelContent(parts=[types.Part(function_call=first.calls[0])])
        error = claims.error(errors.ClientError, lambda: whole("", [asked, bare, result]),
                             "a request without the signature")
        claims.equal(error.status, "INVALID_ARGUMENT", "status")

    def ends(claims):
        for finish, reason in (("length", "MAX_TOKENS"), ("content_filter", "SAFETY"),
                               ("RECITATION", "RECITATION"), ("OTHER", "OTHER")):
            claims.equal(streamed(f"finish={finish}").finish, [types.FinishReason[reason]], finish)
        claims.equal(whole("tokens=50", max_output_tokens=9).finish, [types.FinishReason.MAX_TOKENS],
                     "a bound of tokens")
        claims.equal(streamed("refusal").finish, [types.FinishReason.SAFETY], "a refusal")
        claims.equal(streamed("done=no").finish, [], "a stream without its end")
        for make in (whole, streamed):
            blocked = make("fault=blocked")
            claims.equal(blocked.parts, [], "a blocked prompt has no content")
            claims.equal(blocked.chunks[0].prompt_feedback.block_reason,
                         types.BlockedReason.PROHIBITED_CONTENT, "why a prompt is blocked")

    def citations(claims):
        for make in (whole, streamed):
            grounding = make("tokens=3 citations=2").chunks[-1].candidates[0].grounding_metadata
            claims.equal([chunk.web.uri for chunk in grounding.grounding_chunks],
                         ["https://example.com/source/0", "https://example.com/source/1"], "sources")
            claims.equal(grounding.grounding_supports[1].grounding_chunk_indices, [1], "supports")

    def usage(claims):
        for make in (whole, streamed):
            used = make("tokens=3 reasoning=2 cached=100").usage
            claims.equal((used.candidates_token_count, used.thoughts_token_count), (3, 2), "output")
            claims.equal(used.cached_content_token_count, 100, "cached input")
            claims.that(used.prompt_token_count > 100, "the cached part is one of the input")
            claims.equal(used.total_token_count, used.prompt_token_count + 5, "total")

    def errors_before(claims):
        for status, kind, word in (
            (400, errors.ClientError, "INVALID_ARGUMENT"), (401, errors.ClientError, "UNAUTHENTICATED"),
            (403, errors.ClientError, "PERMISSION_DENIED"), (404, errors.ClientError, "NOT_FOUND"),
            (429, errors.ClientError, "RESOURCE_EXHAUSTED"), (500, errors.ServerError, "INTERNAL"),
            (503, errors.ServerError, "UNAVAILABLE"), (504, errors.ServerError, "DEADLINE_EXCEEDED"),
        ):
            for make in (whole, streamed):
                error = claims.error(kind, lambda: make(f"fault=status:{status} retry-after=9"), status)
                claims.equal((error.code, error.status), (status, word), "code and status")
                claims.equal(error.details["error"]["details"][0]["retryDelay"], "9s", "when to retry")
        claims.error(errors.ClientError, lambda: whole("tokens=many"), "a wrong directive")

    def errors_within(claims):
        for layout in ("bare", "bare=no"):
            for count in (0, 3):
                error = claims.error(
                    errors.ServerError,
                    lambda: streamed(f"tokens=9 fault=error:{count}:503 {layout}"), f"an error within, {layout}")
                claims.equal((error.code, error.status), (503, "UNAVAILABLE"), "code and status")
        error = claims.error(errors.ClientError, lambda: streamed("tokens=9 fault=error:2:429"), "429 within")
        claims.equal(error.code, 429, "code")

    def faults(claims):
        hasty = types.HttpOptions(timeout=300)
        claims.error(httpx2.RemoteProtocolError, lambda: streamed("tokens=9 fault=cut:3"), "a cut stream")
        claims.error(httpx2.ReadError, lambda: streamed("tokens=9 fault=drop:3"), "a reset stream")
        claims.error(httpx2.ReadTimeout, lambda: streamed("tokens=9 fault=stall:3", http_options=hasty),
                     "a stalled stream")
        claims.error(httpx2.ReadTimeout, lambda: whole("fault=silence", http_options=hasty), "silence")
        claims.error(errors.UnknownApiResponseError, lambda: streamed("fault=garbage:3"), "what is no JSON")

    def models(claims):
        claims.equal([model.name for model in client.models.list()], ["models/gemini-mock"], "models")

    return Claims(f"google-genai {genai.__version__}").run(
        (answers, thoughts, tools, rounds, ends, citations, usage, errors_before, errors_within, faults,
         models))
