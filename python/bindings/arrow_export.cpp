#include "arrow_export.hpp"

#include <cerrno>

namespace saring::python {

namespace {

template <typename Struct>
void release_children(Struct* self) {
  for (std::int64_t i = 0; i < self->n_children; ++i) {
    if (self->children[i]->release != nullptr) self->children[i]->release(self->children[i]);
  }
  if (self->dictionary != nullptr && self->dictionary->release != nullptr) {
    self->dictionary->release(self->dictionary);
  }
}

// `storage` has the children and `pointers` the pointers to them. The parent's private data owns
// both.
template <typename Struct>
struct Family {
  std::vector<Struct> storage;
  std::vector<Struct*> pointers;
  Struct dictionary{};

  template <typename Export>
  void adopt(const ArrowData& data, Struct* out, Export export_one) {
    storage.resize(data.children.size());
    for (std::size_t i = 0; i < storage.size(); ++i) {
      export_one(data.children[i], &storage[i]);
      pointers.push_back(&storage[i]);
    }
    out->n_children = static_cast<std::int64_t>(pointers.size());
    out->children = pointers.data();
    out->dictionary = nullptr;
    if (data.dictionary) {
      export_one(*data.dictionary, &dictionary);
      out->dictionary = &dictionary;
    }
  }
};

struct SchemaHolder {
  std::string format;
  std::string name;
  Family<ArrowSchema> family;
};

struct ArrayHolder {
  std::vector<const void*> buffers;
  std::shared_ptr<const void> owner;
  Family<ArrowArray> family;
};

struct StreamHolder {
  ArrowData data;
  bool done = false;
};

}  // namespace

void export_schema(const ArrowData& data, ArrowSchema* out) {
  auto holder = std::make_unique<SchemaHolder>();
  holder->format = data.format;
  holder->name = data.name;
  *out = ArrowSchema{};
  holder->family.adopt(data, out, export_schema);
  out->format = holder->format.c_str();
  out->name = holder->name.c_str();
  out->flags = ARROW_FLAG_NULLABLE;
  out->release = [](ArrowSchema* self) {
    release_children(self);
    delete static_cast<SchemaHolder*>(self->private_data);
    self->release = nullptr;
  };
  out->private_data = holder.release();
}

void export_array(const ArrowData& data, ArrowArray* out) {
  auto holder = std::make_unique<ArrayHolder>();
  holder->buffers = data.buffers;
  holder->owner = data.owner;
  *out = ArrowArray{};
  holder->family.adopt(data, out, export_array);
  out->length = data.length;
  out->null_count = data.null_count;
  out->n_buffers = static_cast<std::int64_t>(holder->buffers.size());
  out->buffers = holder->buffers.data();
  out->release = [](ArrowArray* self) {
    release_children(self);
    delete static_cast<ArrayHolder*>(self->private_data);
    self->release = nullptr;
  };
  out->private_data = holder.release();
}

void export_stream(const ArrowData& data, ArrowArrayStream* out) {
  *out = ArrowArrayStream{};
  out->get_schema = [](ArrowArrayStream* self, ArrowSchema* schema) {
    export_schema(static_cast<StreamHolder*>(self->private_data)->data, schema);
    return 0;
  };
  out->get_next = [](ArrowArrayStream* self, ArrowArray* array) {
    auto* holder = static_cast<StreamHolder*>(self->private_data);
    if (holder->done) {
      *array = ArrowArray{};
    } else {
      export_array(holder->data, array);
      holder->done = true;
    }
    return 0;
  };
  out->get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  out->release = [](ArrowArrayStream* self) {
    delete static_cast<StreamHolder*>(self->private_data);
    self->release = nullptr;
  };
  out->private_data = new StreamHolder{data};
}

}  // namespace saring::python
