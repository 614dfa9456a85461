"""A model for llama.cpp that says what it is told: a few hundred kilobytes instead of weights that somebody trained.

Its embedding gives each token a direction of its own, its layers add nothing, and its output makes the one token likely
that follows the last. So it speaks a text from the token on with which the prompt ends; the chat's template chooses
that token by what is asked.
"""

import gguf
import numpy

END = "<|end|>"
# Tokens.
CONTEXT = 8192
HEADS = 4
# How much more likely the next token is than any other.
WEIGHT = 10
# What is said behind each first token, in the tokens in which it is said. No token is in two texts.
TEXTS = {
    "<|say|>": ["Hello", "! Here", " speaks", " a", " model", " of", " llama.cpp", "."],
    "<|title|>": ["Talk", " with", " a small", " llama"],
    "<|call|>": ["<tool_call>", '\n{"name": "generate', 'Code", "argu', 'ments": {"lang', 'uage": "swift", "co',
                 'de": "let a = 1"}}', "\n</tool_call>"],
}
TEMPLATE = """
{%- for tool in tools or [] %}{{ tool | tojson }}
<tool_call>{"name": "", "arguments": {}}</tool_call>
{% endfor %}
{%- for message in messages %}{{ message.role }}: {{ message.content }}
{%- for call in message.tool_calls or [] %}
<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>
{%- endfor %}
{% endfor %}
{%- if add_generation_prompt %}assistant:
{%- if messages[-1].content is string and messages[-1].content.startswith("Generate a concise title") %}<|title|>
{%- elif tools and messages[-1].role == "user" %}<|call|>
{%- else %}<|say|>
{%- endif %}{% endif %}"""


def characters_of_bytes():
    """The character by which the tokenizer of GPT-2 writes each byte."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return {**{byte: chr(byte) for byte in visible}, **{byte: chr(256 + index) for index, byte in enumerate(hidden)}}


def write(path):
    """Writes the model in the form GGUF."""
    characters = characters_of_bytes()

    def written(text):
        return "".join(characters[byte] for byte in text.encode())

    control = [END, *TEXTS]
    spoken = [written(token) for text in TEXTS.values() for token in text]
    tokens = [*characters.values(), *control, *(token for token in spoken if token not in characters.values())]
    tokens += [f"<|unused-{index}|>" for index in range(-len(tokens) % (2 * HEADS))]
    number = {token: index for index, token in enumerate(tokens)}
    size = len(tokens)

    output = numpy.zeros((size, size), numpy.float32)
    for first, text in TEXTS.items():
        chain = [first, *map(written, text), END]
        for last, token in zip(chain, chain[1:]):
            output[number[token], number[last]] = WEIGHT

    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(size)
    writer.add_block_count(1)
    writer.add_feed_forward_length(size)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(size // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(size)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    kinds = [gguf.TokenType.CONTROL if token in control else gguf.TokenType.NORMAL for token in tokens]
    writer.add_token_types(kinds)
    # Of no use, but a tokenizer of this kind must have some.
    writer.add_token_merges(["\u0120 \u0120"])
    writer.add_eos_token_id(number[END])
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)

    square, ones = numpy.zeros((size, size), numpy.float32), numpy.ones(size, numpy.float32)
    writer.add_tensor("token_embd.weight", numpy.eye(size, dtype=numpy.float32))
    writer.add_tensor("output_norm.weight", ones)
    writer.add_tensor("output.weight", output)
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.0.{name}.weight", ones)
    for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"):
        writer.add_tensor(f"blk.0.{name}.weight", square)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
