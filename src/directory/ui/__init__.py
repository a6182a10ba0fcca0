"""What people see: Streamlit pages, components and texts."""
