"""What machines get: plain HTTP, gradio_client and MCP, by real clients, with the same results."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from rag.results import Answer, FileReport, Passage, Verdict
from tests.ui.conftest import MAX_BYTES, Served, quiet_client
from tests.ui.fake_engine import PORT_QUOTE
from ui import wording


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return quiet_client(served.url)


JSON = {"content-type": "application/json"}
TOOLS = ["ask", "verify", "search", "ingest", "watch", "claims", "recall", "collections"]


def post(served: Served, door: str, /, **given: object) -> httpx.Response:
    return httpx.post(f"{served.url}/api/{door}", json=given, timeout=30)


def test_a_question_over_http_gets_the_answer_with_its_quotes(served: Served) -> None:
    answer = Answer.model_validate(post(served, "ask", question="How many tonnes?", as_of="2025-03").json())
    assert answer.status == "answered"
    assert answer.citations[0].quote == PORT_QUOTE
    assert served.engine.as_of[-1] == "2025-03"


def test_history_over_http_may_clarify_the_question(served: Served) -> None:
    sent = post(served, "ask", question="And when?", history=[["How many tonnes?", "4.2 million"]])
    assert sent.json()["rewritten"] == "When did the port handle 4.2 million tonnes?"


def test_a_text_is_checked_and_passages_are_found_over_http(served: Served) -> None:
    (verdict,) = post(served, "verify", text="The port handled 4.2 million tonnes.").json()["verdicts"]
    assert Verdict.model_validate(verdict).label == "SUPPORTED"
    found = post(served, "search", query="port", k=2).json()["passages"]
    assert [Passage.model_validate(passage).score for passage in found] == [0.5, 0.5]


def test_a_document_is_added_over_http_as_text_bytes_or_address(served: Served) -> None:
    served.engine.web["https://example.org/a"] = "A page of the web, for the API."
    data = base64.b64encode(b"Bytes of a file, for the API.").decode()
    for given in (
        {"text": "A text, for the API.", "name": "note.md"},
        {"data": data, "name": "folder/file.txt"},
        {"url": "https://example.org/a"},
    ):
        report = FileReport.model_validate(post(served, "ingest", **given).json())
        assert report.status == "added", given
        assert served.engine.text(report.document_id or "")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Give exactly one of url, text and data"),
        ({"text": "a", "url": "https://example.org"}, "Give exactly one of url, text and data"),
        ({"text": "a"}, "The document has no name"),
        ({"text": "a", "name": "../"}, "The document has no name"),
        ({"data": "%%%", "name": "a.pdf"}, "The data of a.pdf is not base64"),
        ({"url": "file:///etc/passwd"}, "'file:///etc/passwd' is no web address"),
        ({"url": "/etc/passwd"}, "'/etc/passwd' is no web address"),
        ({"text": "x" * (MAX_BYTES + 1), "name": "a.txt"}, "a.txt has 195.3 kB and the limit is 195.3 kB"),
    ],
)
def test_what_cannot_be_added_is_refused_in_a_sentence(
    served: Served, given: dict[str, str], words: str
) -> None:
    sent = post(served, "ingest", **given)
    assert sent.status_code == 400
    assert words in sent.json()["error"]


def test_a_document_that_cannot_be_read_is_a_report_with_its_reason(served: Served) -> None:
    report = post(served, "ingest", text="  ", name="blank.txt").json()
    assert (report["status"], report["reason"]) == ("failed", "blank.txt is empty; nothing was read from it.")


def test_errors_over_http_are_sentences_with_a_fitting_status(served: Served) -> None:
    refused = post(served, "ask", question="Please refuse")
    assert refused.status_code == 400
    assert "ask it more briefly" in refused.json()["error"]
    fault = post(served, "ask", question="A fault")
    assert (fault.status_code, fault.json()) == (500, {"error": wording.FAULT})
    wrong = post(served, "search", query="port", k="many")
    assert wrong.status_code == 400
    assert wrong.json()["error"].startswith("The k cannot be used: ")
    unknown = post(served, "ask", question="a", prompt="b")
    assert unknown.status_code == 400
    long = post(served, "verify", text="x" * 50_001)
    assert long.json() == {"error": wording.text_too_long(50_001, 50_000)}


def test_the_openapi_text_tells_each_field_and_names_no_other_host(served: Served) -> None:
    schema = httpx.get(f"{served.url}/api/openapi.json").json()
    assert [path.strip("/") for path in schema["paths"]] == TOOLS
    for name, path in schema["paths"].items():
        operation = path["post"]
        assert operation["operationId"] == name.strip("/")
        assert operation["summary"]
        assert operation["description"].endswith(".")
        assert set(operation["responses"]) == {"200", "400", "503"}
        body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        for field in schema["components"]["schemas"][body]["properties"].values():
            assert field["description"].endswith("."), body
    assert schema["servers"] == [{"url": "/api"}]


def test_three_lines_of_gradio_client_get_an_answer(client: Client) -> None:
    answer = client.predict("How many tonnes?", api_name="/ask")
    assert Answer.model_validate(answer).short_answer == "4.2 million tonnes"


def test_gradio_client_verifies_searches_and_adds(client: Client, served: Served, tmp_path: Path) -> None:
    verdicts = client.predict(text="The port handled 4.2 million tonnes.", api_name="/verify")
    assert verdicts["verdicts"][0]["label"] == "SUPPORTED"
    assert len(client.predict("port", k=1, api_name="/search")["passages"]) == 1
    file = tmp_path / "sent by client.txt"
    file.write_text("A file sent by gradio_client.", encoding="utf-8")
    report = client.predict(file=handle_file(str(file)), api_name="/ingest")
    assert (report["status"], report["title"]) == ("added", "sent by client.txt")
    assert served.engine.text(report["document_id"]) == "A file sent by gradio_client."
    added = client.predict(text="A text sent by gradio_client.", name="text.md", api_name="/ingest")
    assert added["status"] == "added"


def test_gradio_client_is_told_errors_in_a_sentence(client: Client) -> None:
    with pytest.raises(AppError, match="ask it more briefly"):
        client.predict("Please refuse", api_name="/ask")
    with pytest.raises(AppError, match=wording.FAULT[:40]):
        client.predict("A fault", api_name="/ask")
    with pytest.raises(AppError, match="The k cannot be used"):
        client.predict("port", k=1000, api_name="/search")


def test_gradio_client_sees_four_endpoints_with_their_words(client: Client) -> None:
    endpoints = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert set(endpoints) == {"/ask", "/verify", "/search", "/ingest"}
    assert "citation for every statement" in endpoints["/ask"]["description"]
    assert [parameter["parameter_name"] for parameter in endpoints["/search"]["parameters"]] == [
        "query",
        "k",
        "as_of",
        "collection",
    ]


def test_a_client_cannot_have_a_file_of_the_server_read(served: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret of the server.", encoding="utf-8")
    data = [{"path": str(secret), "meta": {"_type": "gradio.FileData"}}, None, None, None]
    for sent in (
        httpx.post(f"{served.url}/gradio_api/call/ingest", json={"data": data}),
        httpx.post(f"{served.url}/gradio_api/call/v2/ingest", json={"file": data[0]}),
        httpx.post(
            f"{served.url}/gradio_api/queue/join", json={"data": data, "fn_index": 3, "session_hash": "abc"}
        ),
    ):
        assert (sent.status_code, sent.json()) == (400, {"error": wording.UPLOAD_LOST})
    assert "A secret of the server." not in served.engine.documents.values()
    assert secret.exists()


def rpc(served: Served, method: str, /, **params: object) -> dict[str, Any]:
    message = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
    sent = httpx.post(f"{served.url}/mcp", json=message, timeout=30)
    assert sent.status_code == 200
    answer: dict[str, Any] = sent.json()
    assert answer["id"] == 7
    return answer


def test_an_mcp_client_is_greeted_in_its_own_version(served: Served) -> None:
    client = {"capabilities": {}, "clientInfo": {"name": "a client", "version": "1"}}
    for asked, given in (("2025-03-26", "2025-03-26"), ("1999-01-01", "2025-11-25")):
        greeting = rpc(served, "initialize", protocolVersion=asked, **client)["result"]
        assert greeting["protocolVersion"] == given
        assert greeting["capabilities"] == {"tools": {"listChanged": False}}
    assert rpc(served, "ping")["result"] == {}
    noted = httpx.post(f"{served.url}/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (noted.status_code, noted.content) == (202, b"")


def test_mcp_lists_the_same_tools_and_only_one_of_them_writes(served: Served) -> None:
    tools = rpc(served, "tools/list")["result"]["tools"]
    assert [tool["name"] for tool in tools] == TOOLS
    assert [tool["name"] for tool in tools if not tool["annotations"]["readOnlyHint"]] == ["ingest"]
    assert tools[0]["inputSchema"]["required"] == ["question"]
    assert "citations" in tools[0]["outputSchema"]["properties"]


def parts(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from parts(part)


def test_every_mcp_client_takes_the_schemas_of_the_tools(served: Served) -> None:
    for tool in rpc(served, "tools/list")["result"]["tools"]:
        arrays = [part for part in parts(tool) if part.get("type") == "array"]
        assert all("items" in array for array in arrays), tool["name"]
        for name, field in tool["inputSchema"]["properties"].items():
            if name not in tool["inputSchema"].get("required", ()):
                assert {"type": "null"} in field["anyOf"], name


def test_an_mcp_client_may_send_null_for_what_it_leaves_out(served: Served) -> None:
    for name, arguments in (
        ("ask", {"question": "How many tonnes?", "history": None, "as_of": None}),
        ("search", {"query": "tonnes", "k": None}),
        ("watch", {"seen": None, "k": None}),
        ("claims", {"words": None, "k": None}),
    ):
        assert not rpc(served, "tools/call", name=name, arguments=arguments)["result"]["isError"]


def test_an_mcp_tool_answers_and_its_errors_are_results_in_a_sentence(served: Served) -> None:
    result = rpc(served, "tools/call", name="ask", arguments={"question": "How many tonnes?"})["result"]
    assert not result["isError"]
    assert Answer.model_validate(result["structuredContent"]).citations[0].quote == PORT_QUOTE
    assert Answer.model_validate_json(result["content"][0]["text"])
    for arguments, words in (
        ({"question": "Please refuse"}, "ask it more briefly"),
        ({"question": "A fault"}, wording.FAULT),
        ({}, "The question cannot be used: field required."),
    ):
        told = rpc(served, "tools/call", name="ask", arguments=arguments)["result"]
        assert told["isError"]
        assert words in told["content"][0]["text"]


def test_mcp_refuses_what_it_does_not_know(served: Served) -> None:
    assert rpc(served, "tools/call", name="rm", arguments={})["error"]["code"] == -32602
    assert rpc(served, "server/discover")["error"]["code"] == -32601
    address = f"{served.url}/mcp"
    assert httpx.post(address, content=b"{", headers=JSON).status_code == 400
    assert httpx.post(address, json=[1]).status_code == 400
    assert httpx.get(address).status_code == 405
    strange = {"mcp-protocol-version": "1999-01-01"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert httpx.post(address, json=message, headers=strange).status_code == 400


def test_a_real_mcp_client_lists_and_calls_the_tools(served: Served) -> None:
    import mcp

    async def talk() -> None:
        async with mcp.Client(f"{served.url}/mcp") as session:
            listed = await session.list_tools()
            assert [tool.name for tool in listed.tools] == TOOLS
            called = await session.call_tool("ask", {"question": "How many tonnes?"})
            assert not called.is_error
            assert called.structured_content is not None
            assert called.structured_content["short_answer"] == "4.2 million tonnes"
            failed = await session.call_tool("ask", {"question": "Please refuse"})
            assert failed.is_error

    with ThreadPoolExecutor(1) as thread:  # the browser tests keep a loop in this one
        thread.submit(asyncio.run, talk()).result(60)
