"""JT/T 808-2019 道路运输车辆卫星定位: vehicle terminals."""
