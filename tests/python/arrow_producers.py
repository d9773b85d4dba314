"""Arrow producers, built field by field with ctypes in the layout of the C data interface."""

from __future__ import annotations

import ctypes
from typing import Any

import saring

I8, I16, I32, I64 = ctypes.c_int8, ctypes.c_int16, ctypes.c_int32, ctypes.c_int64
U8, U16, U32, U64 = ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32, ctypes.c_uint64


class Schema(ctypes.Structure):
    """ArrowSchema."""


class Array(ctypes.Structure):
    """ArrowArray."""


class Stream(ctypes.Structure):
    """ArrowArrayStream."""


SCHEMA_RELEASE = ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))
ARRAY_RELEASE = ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))
STREAM_RELEASE = ctypes.CFUNCTYPE(None, ctypes.POINTER(Stream))
GET_SCHEMA = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Schema))
GET_NEXT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Array))
GET_ERROR = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(Stream))
Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", I64),
    ("n_children", I64),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.POINTER(Schema)),
    ("release", SCHEMA_RELEASE),
    ("private_data", ctypes.c_void_p),
]
Array._fields_ = [
    ("length", I64),
    ("null_count", I64),
    ("offset", I64),
    ("n_buffers", I64),
    ("n_children", I64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.POINTER(Array)),
    ("release", ARRAY_RELEASE),
    ("private_data", ctypes.c_void_p),
]
Stream._fields_ = [
    ("get_schema", GET_SCHEMA),
    ("get_next", GET_NEXT),
    ("get_last_error", GET_ERROR),
    ("release", STREAM_RELEASE),
    ("private_data", ctypes.c_void_p),
]

new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype = ctypes.py_object
new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]

Buffer = Any  # a ctypes array, or None for a null pointer


class Producer:
    """One array with fields that a test may change; counts the releases of each structure."""

    def __init__(
        self, format: bytes | None, length: int, buffers: list[Buffer], **fields: Any
    ) -> None:
        self.released: list[str] = []
        self._buffers = buffers
        pointers = [None if b is None else ctypes.addressof(b) for b in buffers]
        self.pointers = (ctypes.c_void_p * max(1, len(buffers)))(*pointers)
        self.schema = Schema(format=format, name=b"x", flags=2, release=self._on("schema", Schema))
        self.array = Array(
            length=length,
            n_buffers=len(buffers),
            buffers=ctypes.cast(self.pointers, ctypes.POINTER(ctypes.c_void_p)),
            release=self._on("array", Array),
        )
        dictionary: Producer | None = fields.pop("dictionary", None)
        if dictionary is not None:
            self.dictionary = dictionary
            self.schema.dictionary = ctypes.pointer(dictionary.schema)
            self.array.dictionary = ctypes.pointer(dictionary.array)
        for name, value in fields.items():
            setattr(self.array, name, value)

    def _on(self, name: str, kind: type[ctypes.Structure]) -> Any:
        callback = SCHEMA_RELEASE if kind is Schema else ARRAY_RELEASE

        def release(structure: Any) -> None:
            self.released.append(name)
            structure.contents.release = callback()

        return callback(release)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return (
            new_capsule(ctypes.addressof(self.schema), b"arrow_schema", None),
            new_capsule(ctypes.addressof(self.array), b"arrow_array", None),
        )


class StreamProducer:
    """A stream of the arrays of producers, with callbacks that a test may change."""

    def __init__(self, *chunks: Producer, failure: int = 0, message: bytes | None = None) -> None:
        self.chunks = list(chunks)
        self.released = 0
        self.message = None if message is None else ctypes.create_string_buffer(message)
        self.failure = failure
        self._next = 0
        self.stream = Stream(
            get_schema=GET_SCHEMA(self._get_schema),
            get_next=GET_NEXT(self._get_next),
            get_last_error=GET_ERROR(self._get_error),
            release=STREAM_RELEASE(self._release),
        )

    def _get_schema(self, _: Any, out: Any) -> int:
        ctypes.memmove(out, ctypes.byref(self.chunks[0].schema), ctypes.sizeof(Schema))
        return 0

    def _get_next(self, _: Any, out: Any) -> int:
        if self._next == len(self.chunks):
            ctypes.memset(out, 0, ctypes.sizeof(Array))
            return self.failure
        source = self.chunks[self._next].array
        ctypes.memmove(out, ctypes.byref(source), ctypes.sizeof(Array))
        self._next += 1
        return 0

    def _get_error(self, _: Any) -> int | None:
        return None if self.message is None else ctypes.addressof(self.message)

    def _release(self, stream: Any) -> None:
        self.released += 1
        stream.contents.release = STREAM_RELEASE()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return new_capsule(ctypes.addressof(self.stream), b"arrow_array_stream", None)


def numbers(kind: Any, *values: int) -> Any:
    return (kind * len(values))(*values)


def data(text: bytes) -> Any:
    return ctypes.create_string_buffer(text, max(1, len(text)))


def utf8(**fields: Any) -> Producer:
    """Two values."""
    offsets = fields.pop("offsets", (0, 5, 11))
    length = fields.pop("length", 2)
    buffers = [None, numbers(I32, *offsets), data(b"hello world")]
    return Producer(b"u", length, buffers, **fields)


def view(length: int, prefix: bytes, buffer: int = 0, start: int = 0) -> bytes:
    """One value of string_view; of more than 12 bytes, with its place in a data buffer."""
    place = buffer.to_bytes(4, "little", signed=True) + start.to_bytes(4, "little", signed=True)
    short = prefix.ljust(12, b"\0")
    return length.to_bytes(4, "little", signed=True) + (
        short if length <= 12 else prefix[:4] + place
    )


LONG = b"a value of more than twelve bytes"


def views(*items: bytes, sizes: tuple[int, ...] | None = (len(LONG),), **fields: Any) -> Producer:
    buffers = [data(LONG)] * (0 if sizes is None else len(sizes))
    last = numbers(I64, *sizes) if sizes else None
    return Producer(b"vu", len(items), [None, data(b"".join(items)), *buffers, last], **fields)


def coded(kind: Any, *codes: int, format: bytes = b"i", **fields: Any) -> Producer:
    """Codes into a dictionary of "hello" and " world"."""
    dictionary = fields.pop("dictionary", None) or utf8()
    indices = numbers(kind, *codes)
    return Producer(format, len(codes), [None, indices], dictionary=dictionary, **fields)


def changed(producer: Producer, **fields: Any) -> Producer:
    """The producer, with fields named ``schema_...``, ``dictionary_...`` or of the array."""
    for name, value in fields.items():
        part, _, field = name.partition("_")
        if part == "schema":
            setattr(producer.schema, field, value)
        elif part == "values":
            setattr(producer.dictionary.array, field, value)
        else:
            setattr(producer.array, name, value)
    return producer


def with_buffer(producer: Producer, i: int, pointer: int | None) -> Producer:
    producer.pointers[i] = pointer
    return producer


def stream(*chunks: Producer, failure: int = 0, **fields: Any) -> StreamProducer:
    producer = StreamProducer(*chunks, failure=failure)
    for name, value in fields.items():
        setattr(producer.stream, name, value)
    return producer


def texts_of(column: object) -> list[str | None]:
    """The texts of a column as the library reads them."""
    stripper = saring.LineStripper(built_in_rules=False, model=False)
    return stripper.strip_batch(column, keep_roles=saring.boilerplate.ROLES)["text"].to_pylist()
