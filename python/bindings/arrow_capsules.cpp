#include "arrow_capsules.hpp"

#include <functional>
#include <memory>

#include "arrow_plain.hpp"

namespace saring::python {

namespace py = pybind11;

namespace {

template <typename Struct>
py::capsule make_capsule(const char* kind, const std::function<void(Struct*)>& fill) {
  auto owned = std::make_unique<Struct>();
  fill(owned.get());
  PyObject* capsule = PyCapsule_New(owned.get(), kind, [](PyObject* self) {
    const char* name = PyCapsule_GetName(self);
    auto* p = static_cast<Struct*>(PyCapsule_GetPointer(self, name));
    if (p->release != nullptr) p->release(p);
    delete p;
  });
  if (capsule == nullptr) throw py::error_already_set();
  owned.release();
  return py::reinterpret_steal<py::capsule>(capsule);
}

}  // namespace

py::capsule schema_capsule(const ArrowData& data) {
  const ArrowData schema = plain_schema(data);
  return make_capsule<ArrowSchema>("arrow_schema", [&](auto* p) { export_schema(schema, p); });
}

py::capsule array_capsule(const ArrowData& data) {
  const ArrowData array = plain(data);
  return make_capsule<ArrowArray>("arrow_array", [&](auto* p) { export_array(array, p); });
}

py::capsule stream_capsule(const ArrowData& data) {
  const ArrowData array = plain(data);
  return make_capsule<ArrowArrayStream>("arrow_array_stream",
                                        [&](auto* p) { export_stream(array, p); });
}

}  // namespace saring::python
