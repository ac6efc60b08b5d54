//! alipayplus
