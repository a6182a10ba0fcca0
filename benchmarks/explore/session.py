"""A visitor without a browser: asks for reruns over Streamlit's websocket and times the server alone."""

from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from benchmarks.explore.servers import Server

_TIMEOUT_S = 60


def reruns(server: Server, queries: list[str]) -> tuple[list[float], float]:
    """Run the page for each query, one after the other.

    Returns:
        Milliseconds from the request to the message that the script has finished, and the server's processor time in
        milliseconds a rerun. The first run, which opens the session, does not count.
    """
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]

        def run(query: str) -> float:
            asked = BackMsg()
            asked.rerun_script.query_string = query
            started = perf_counter()
            socket.send(asked.SerializeToString())
            answer = ForwardMsg()
            while answer.WhichOneof("type") != "script_finished":
                answer.ParseFromString(bytes(socket.recv(_TIMEOUT_S)))  # type: ignore[arg-type]
            return (perf_counter() - started) * 1_000

        run("")
        before = server.cpu_ms()
        times = [run(query) for query in queries]
        return times, (server.cpu_ms() - before) / len(queries)
