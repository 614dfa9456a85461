// Embeds the files: a new one is an array and a row, which a test checks.

#include "web.h"

static const unsigned char openapi_json[] = {
#embed "openapi.json"
};

static const unsigned char docs_elements_js[] = {
#embed "docs/elements.js"
};

static const unsigned char docs_page_css[] = {
#embed "docs/page.css"
};

static const unsigned char docs_page_html[] = {
#embed "docs/page.html"
};

static const unsigned char docs_page_js[] = {
#embed "docs/page.js"
};

static const unsigned char docs_schemas_js[] = {
#embed "docs/schemas.js"
};

static const unsigned char docs_try_js[] = {
#embed "docs/try.js"
};

static const unsigned char playground_chart_js[] = {
#embed "playground/chart.js"
};

static const unsigned char playground_chat_js[] = {
#embed "playground/chat.js"
};

static const unsigned char playground_code_js[] = {
#embed "playground/code.js"
};

static const unsigned char playground_elements_js[] = {
#embed "playground/elements.js"
};

static const unsigned char playground_form_js[] = {
#embed "playground/form.js"
};

static const unsigned char playground_message_js[] = {
#embed "playground/message.js"
};

static const unsigned char playground_page_css[] = {
#embed "playground/page.css"
};

static const unsigned char playground_page_html[] = {
#embed "playground/page.html"
};

static const unsigned char playground_stream_js[] = {
#embed "playground/stream.js"
};

#define ROW(path, array) {path, array, sizeof array}

static const struct mamba_web_file files[] = {
    ROW("openapi.json", openapi_json),
    ROW("docs/elements.js", docs_elements_js),
    ROW("docs/page.css", docs_page_css),
    ROW("docs/page.html", docs_page_html),
    ROW("docs/page.js", docs_page_js),
    ROW("docs/schemas.js", docs_schemas_js),
    ROW("docs/try.js", docs_try_js),
    ROW("playground/chart.js", playground_chart_js),
    ROW("playground/chat.js", playground_chat_js),
    ROW("playground/code.js", playground_code_js),
    ROW("playground/elements.js", playground_elements_js),
    ROW("playground/form.js", playground_form_js),
    ROW("playground/message.js", playground_message_js),
    ROW("playground/page.css", playground_page_css),
    ROW("playground/page.html", playground_page_html),
    ROW("playground/stream.js", playground_stream_js),
};

const struct mamba_web_file *mamba_web_file(size_t index) {
    return index < sizeof files / sizeof files[0] ? &files[index] : NULL;
}
